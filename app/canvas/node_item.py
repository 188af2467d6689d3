"""One node on the canvas: a single graphics item that paints its shape, words, activity and ports."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import TypeAlias

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from app.appearance.icons import paint_icon
from app.appearance.theme import theme
from app.canvas import ink
from app.canvas.activity import Activity
from app.canvas.drawn import Drawn
from app.canvas.inside import Inside
from app.canvas.kinds import PAINTERS
from app.canvas.kinds.kind import Face, KindPainter
from app.canvas.layers import paint_kept
from app.canvas.marks import paint_mark
from app.canvas.mini_plots import PLOTS
from app.canvas.node_words import size_words, subtitle_words
from app.canvas.plate import paint_ground, paint_tie, plate_live, plate_of, plate_well
from app.canvas.ports import (
    HIT_RADIUS,
    LEGAL_RADIUS,
    RADIUS,
    WORDS_ROOM,
    PlacedPort,
    door_words_area,
    paint_door_words,
    paint_port,
    placed_doors,
    placed_ports,
)
from app.canvas.slider_strip import SPILL, paint_strip, row_at, strip_of
from app.document.connecting import ports
from app.document.document import Node
from app.document.mini_plot import Shows
from app.document.slidable import ShownSlider, shown_sliders
from app.document.vocabulary import GROUP, NOTE, model_of
from app.translation import tr
from app.widgets.behaviour import known_behaviour
from engine.problems import Severity

MARGIN = 16.0
WORDS_FROM, SHAPE_UP_TO = 0.5, 0.3
BESIDE_FAR_AWAY = 0.3  # opacity of what stands beside a node that is but a shape
"""Zoom from which everything is painted, and below which only the shape is."""
DASHES = (4.0, 3.0)
COMMENT, COMMENT_LEFT = 16.0, 24.0
TICK = 7.0
TICK_GAP = 9.0
PortKey: TypeAlias = tuple[str, str, bool]
CLOSED = Inside()

_drawings = count()
"""Numbers for drawings, never used twice: a kept picture cannot be mistaken for another."""


class NodeItem(Drawn):
    """``selected``, ``focused``, ``dimmed`` and ``legal_ports`` are set by the scene and the gestures."""

    def __init__(self, node: Node, inside: Inside = CLOSED) -> None:
        super().__init__()
        self.node = node
        self.face = Face(node)
        self.selected = self.focused = self.dimmed = self.hovered = False
        self.legal_ports: frozenset[PortKey] = frozenset()
        self.hovered_port: PortKey | None = None
        self.severity: Severity | None = None
        self.area = self.live = QRectF()
        self.outline = QPainterPath()
        self.ports: tuple[PlacedPort, ...] = ()
        self._points: dict[PortKey, QPointF] = {}
        self._bounds = self._own_bounds = QRectF()
        self.highlight = 0.0
        self.plate = QRectF()
        self.sliders: tuple[ShownSlider, ...] = ()
        self.strip = QRectF()
        self.focused_slider = ""
        self.plate_face = Face(node)
        self._frame = self._body = self._plot = 0  # numbers of the drawings that are kept as pictures
        self.inside = inside
        self.setZValue(-1 if node.kind == NOTE else 1)
        self.show_node(node, inside)

    def show_node(self, node: Node, inside: Inside = CLOSED) -> None:
        """Take over another state of the same node, of a group with what is ``inside``."""
        is_new = self.area.isEmpty()
        if is_new or node.position != self.node.position:
            self.vacate()
            self.setPos(*node.position)
        if not is_new and node.is_but_for_place(self.node) and inside == self.inside:
            self.node = node
            return
        self.vacate()
        self.prepareGeometryChange()
        same_ports = (inside.doors, ports(node)) == (self.inside.doors, ports(self.node))
        self.node, self.inside = node, inside
        self.plate = plate_of(node.plot)
        area = QRectF(QPointF(), self.painter.size(node))
        if area != self.area or not same_ports:
            self._take_shape(area)
        self.sliders = shown_sliders(node)
        self.strip = strip_of(area, len(self.sliders))
        beside = WORDS_ROOM if inside.doors else 0.0
        self._own_bounds = area.adjusted(-MARGIN - beside, -MARGIN, MARGIN + beside, MARGIN)
        self._own_bounds |= self.strip.adjusted(-SPILL, -SPILL, SPILL, SPILL)
        self._bounds = self._own_bounds | self.plate.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
        self.dress()

    def _take_shape(self, area: QRectF) -> None:
        """Outline, body and ports of a size."""
        self.area = area
        self.live = self.painter.live(area)
        self.outline = self.painter.outline(area)
        self.ports = placed_doors(self.inside.doors, area) or placed_ports(self.node, area)
        self._points = {placed.key: placed.point for placed in self.ports}

    def give_words(self, rooms: tuple[float, ...]) -> None:
        """Let the words at the ports of a group be so wide at most, port by port."""
        if rooms != tuple(placed.room for placed in self.ports):
            self.ports = tuple(replace(placed, room=room) for placed, room in zip(self.ports, rooms, strict=True))
            self.refresh()

    @property
    def painter(self) -> KindPainter:
        """Who paints nodes of this kind."""
        return PAINTERS[self.node.kind]

    def dress(self) -> None:
        """Look up words and colours anew, as after a change of the theme."""
        model = model_of(self.node.model)
        self.face = Face(
            self.node,
            subtitle_words(self.node),
            size_words(self.node),
            ink.look().identity(self.node.identity),
            self.face.activity,
            (known_behaviour(model) or ()) if model else self.inside.picture,
        )
        self.plate_face = Face(self.node, color=self.face.color, activity=self.plate_face.activity)
        if self.node.kind == GROUP:
            self.face.subtitle = (
                tr("1 node") if self.inside.count == 1 else tr("{count} nodes", count=self.inside.count)
            )
        self.refresh()

    def show_activity(self, activity: Activity | None, visible: bool = True) -> bool:
        """Paint other activity; None is how it looks before a run. Whether it is seen: not where it is far away."""
        self.face.activity = activity
        self.face.prepared.clear()
        self._body = next(_drawings)
        return visible and self.redraw(self.live)

    def show_plot(self, activity: Activity | None, visible: bool = True) -> bool:
        """Paint another activity in the plot that stands beside the node; whether it is seen."""
        self.plate_face.activity = activity
        self.plate_face.prepared.clear()
        self._plot = next(_drawings)
        return visible and not self.plate.isEmpty() and self.redraw(plate_live(self.plate))

    def come_to_rest(self) -> None:
        """No longer under the mouse or the keyboard, nor in a run: it leaves the scene."""
        self.focused, self.highlight, self.focused_slider = False, 0.0, ""
        self.set_hovered(False, None)
        self.set_wiring(False, frozenset())
        self.setTransform(QTransform())
        if self.face.activity is not None:
            self.show_activity(None, visible=False)
        if self.plate_face.activity is not None:
            self.show_plot(None, visible=False)

    def refresh(self) -> None:
        """Draw everything anew: something of it has changed."""
        self._frame, self._body, self._plot = next(_drawings), next(_drawings), next(_drawings)
        self.update()

    def set_hovered(self, hovered: bool, port: PortKey | None) -> None:
        """Light up the outline, and the port under the mouse."""
        if (self.hovered, self.hovered_port) != (hovered, port):
            self.hovered, self.hovered_port = hovered, port
            self.refresh()

    def set_wiring(self, dimmed: bool, legal_ports: frozenset[PortKey]) -> None:
        """While a wire is dragged: fade where it cannot end, enlarge the ports where it can."""
        if (self.dimmed, self.legal_ports) != (dimmed, legal_ports):
            self.dimmed, self.legal_ports = dimmed, legal_ports
            self.refresh()

    @property
    def has_chosen_body(self) -> bool:
        """Whether a plot that a person chose stands in the node."""
        return self.node.plot.shows in PLOTS and self.plate.isEmpty()

    def scene_area(self) -> QRectF:
        """The body in scene coordinates."""
        return self.area.translated(self.pos())

    def scene_plate(self) -> QRectF:
        """The plate of a plot beside the node in scene coordinates, empty where there is none."""
        return self.plate.translated(self.pos()) if not self.plate.isEmpty() else QRectF()

    def scene_strip(self) -> QRectF:
        """The sliders beneath the body in scene coordinates, empty where there are none."""
        return self.strip.translated(self.pos()) if not self.strip.isEmpty() else QRectF()

    def scene_extent(self) -> QRectF:
        """The rectangle around the body and all that stands with it, in scene coordinates."""
        return self.scene_area() | self.scene_plate() | self.scene_strip()

    def slider_at(self, point: QPointF) -> ShownSlider | None:
        """The slider in whose row a point in scene coordinates lies."""
        row = row_at(self.strip, point - self.pos())
        return self.sliders[row] if row is not None else None

    def focus_slider(self, name: str) -> None:
        """Show the keyboard at one of its sliders; at none where ``name`` is empty."""
        if name != self.focused_slider:
            self.focused_slider = name
            self.refresh()

    def covered(self) -> tuple[QRectF, ...]:
        """What it covers of the scene: its body, the plate beside it, its sliders, and the words at a group's ports."""
        areas = (door_words_area(placed) for placed in self.ports)
        words = (area.translated(self.pos()) for area in areas if not area.isEmpty())
        beside = (area for area in (self.scene_plate(), self.scene_strip()) if not area.isEmpty())
        return (self.scene_area(), *beside, *words)

    @property
    def stand(self) -> tuple[object, ...]:
        """What follows from where it stands: where links end, and what it covers of the scene."""
        return self.pos(), self.area, self.plate, self.strip, self.ports

    def port_at(self, point: QPointF) -> PlacedPort | None:
        """The nearest port within reach of a point in scene coordinates."""
        local = point - self.pos()
        near = [(_distance(p.point, local), index) for index, p in enumerate(self.ports)]
        reached = [entry for entry in near if entry[0] <= HIT_RADIUS]
        return self.ports[min(reached)[1]] if reached else None

    def port_point(self, key: PortKey) -> QPointF:
        """Where links leave or enter by a port, in scene coordinates; the middle where there is none of that key."""
        return self.pos() + (self._points.get(key) or self.area.center())

    def opaque(self) -> QRectF:
        """The part of the body that activity changes, in scene coordinates; empty where something shines through."""
        if self.dimmed or self.node.kind == NOTE:
            return QRectF()
        return self.live.translated(self.pos())

    def opaque_plot(self) -> QRectF:
        """The same of the plate beside it."""
        return QRectF() if self.dimmed or self.plate.isEmpty() else plate_live(self.plate).translated(self.pos())

    def boundingRect(self) -> QRectF:
        return self._bounds

    def shape(self) -> QPainterPath:
        if self.plate.isEmpty() and self.strip.isEmpty():
            return self.outline
        whole = QPainterPath(self.outline)
        whole.addRect(self.plate)
        whole.addRect(self.strip)
        return whole

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        zoom = painter.worldTransform().m11() / theme().scale
        if self.dimmed:
            painter.setOpacity(ink.look().size("node", "dim_opacity"))
        if zoom < SHAPE_UP_TO and self.node.kind != NOTE:
            self._paint_shape(painter)
        else:
            small = zoom < WORDS_FROM
            if not self.plate.isEmpty():
                self._paint_plate(painter, small)
            paint_kept(
                painter,
                (self._frame, small),
                self._own_bounds,
                lambda within: self._paint_frame(within, small),
            )
            paint_kept(painter, (self._body, small), self.area, lambda within: self._paint_body(within, small))
        if self.selected or self.highlight > 0:
            self._paint_selection(painter)
        if self.focused:
            self._paint_ticks(painter)
        if self.severity is not None and zoom >= SHAPE_UP_TO / 2:
            paint_mark(painter, QPointF(self.area.right() - 6, self.area.top() + 4), self.severity)

    def _paint_shape(self, painter: QPainter) -> None:
        """Far away: the shape filled with its identity, and faintly what stands beside it."""
        painter.setPen(ink.NO_PEN)
        painter.setBrush(ink.faint(self.face.color, BESIDE_FAR_AWAY))
        painter.drawRects([self.plate, self.strip])
        painter.setBrush(self.face.color)
        painter.drawPath(self.outline)

    def _paint_frame(self, painter: QPainter, small: bool) -> None:
        """What does not change while running: shadow, shape, words, ports."""
        look = ink.look()
        note = self.node.kind == NOTE
        if not note:
            painter.setPen(ink.NO_PEN)
            painter.setBrush(look.color("shadow"))
            painter.translate(0, look.size("node", "shadow_offset"))
            painter.drawPath(self.outline)
            painter.translate(0, -look.size("node", "shadow_offset"))
        self.painter.paint_behind(painter, self.face, self.area)
        painter.setPen(ink.NO_PEN if note else self._outline_pen())
        painter.setBrush(look.color("note" if note else "surface1"))
        painter.drawPath(self.outline)
        if small:
            self.painter.paint_small_title(painter, self.face, self.area)
        else:
            self.painter.paint_title(painter, self.face, self.area)
        if self.node.text and not note:
            self._paint_comment(painter)
        if self.sliders:
            paint_strip(painter, self.strip, self.sliders, self.face.color, self.focused_slider, small)
        self._paint_ports(painter)
        if not small:
            for placed in self.ports:
                paint_door_words(painter, placed)

    def _paint_plate(self, painter: QPainter, small: bool) -> None:
        paint_tie(painter, self.plate, self.area, self.face.color)
        paint_ground(painter, self.plate, self.face.color, self.selected)
        well, paint = plate_well(self.plate), PLOTS[self.node.plot.shows]
        key = ("plot", self._plot, small)
        paint_kept(painter, key, well, lambda within: paint(within, self.plate_face, well, not small))

    def _paint_body(self, painter: QPainter, small: bool) -> None:
        if self.has_chosen_body:
            PLOTS[self.node.plot.shows](painter, self.face, self.painter.plot_well(self.area, small), not small)
        elif self.node.plot.shows is Shows.NOTHING:
            return
        elif small:
            self.painter.paint_small_body(painter, self.face, self.area)
        else:
            self.painter.paint_body(painter, self.face, self.area)

    def _outline_pen(self) -> QPen:
        width = ink.look().size("node", "outline") + (0.75 if self.hovered else 0.0)
        pen = QPen(self.face.color, width)
        if theme().identity_repeats(self.node.identity):
            pen.setDashPattern(list(DASHES))
        return pen

    def _paint_comment(self, painter: QPainter) -> None:
        """A small note on the upper edge: somebody has written about this node."""
        place = QRectF(self.area.left() + COMMENT_LEFT, self.area.top() - COMMENT / 2, COMMENT, COMMENT)
        painter.setPen(ink.NO_PEN)
        painter.setBrush(ink.look().color("canvas"))
        painter.drawRect(place)
        paint_icon(painter, "note", place, ink.look().color("text2"))

    def _paint_ports(self, painter: QPainter) -> None:
        ground = ink.look().color("canvas")
        for placed in self.ports:
            large = placed.key in self.legal_ports or placed.key == self.hovered_port
            paint_port(painter, placed, self.face.color, LEGAL_RADIUS if large else RADIUS, ground)

    def _paint_selection(self, painter: QPainter) -> None:
        look = ink.look()
        gap = look.size("node", "selection_gap")
        around = self.area.adjusted(-gap, -gap, gap, gap)
        color = QColor(look.color("accent"))
        if not self.selected:
            color.setAlphaF(self.highlight)
        painter.setPen(QPen(color, look.size("node", "selection_pen")))
        painter.setBrush(ink.NO_BRUSH)
        if self.node.kind == "population":
            radius = look.size("radius", "population") + gap
        else:
            radius = look.size("radius", "node") + gap
        if self.node.kind in {"population", "dataset", NOTE}:
            painter.drawRoundedRect(around, radius, radius)
        else:
            painter.drawPath(self.painter.outline(around))

    def _paint_ticks(self, painter: QPainter) -> None:
        """Four corner ticks: where the keyboard is."""
        box = self.area.adjusted(-TICK_GAP, -TICK_GAP, TICK_GAP, TICK_GAP)
        painter.setPen(QPen(ink.look().color("focus"), 2))
        for corner, x, y in (
            (box.topLeft(), 1, 1),
            (box.topRight(), -1, 1),
            (box.bottomLeft(), 1, -1),
            (box.bottomRight(), -1, -1),
        ):
            painter.drawLine(corner, corner + QPointF(x * TICK, 0))
            painter.drawLine(corner, corner + QPointF(0, y * TICK))


def _distance(a: QPointF, b: QPointF) -> float:
    return float(((a.x() - b.x()) ** 2 + (a.y() - b.y()) ** 2) ** 0.5)
