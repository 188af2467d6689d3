"""One node on the canvas: a single graphics item that paints its shape, words, activity and ports."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from itertools import count

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from app.appearance.icons import paint_icon
from app.appearance.theme import theme
from app.canvas.mini_plots import PLOTS
from app.canvas.nodes.inside import Inside
from app.canvas.nodes.node_body import CLOSED, NodeBody
from app.canvas.nodes.node_geometry import PortKey
from app.canvas.painting import ink
from app.canvas.painting.activity import Activity
from app.canvas.painting.kind import Face
from app.canvas.painting.marks import comment_around, paint_comment, paint_mark, paint_muted
from app.canvas.painting.picture_cache import paint_kept
from app.canvas.painting.plate import paint_ground, paint_tie, plate_live, plate_well
from app.canvas.painting.ports import (
    LEGAL_RADIUS,
    RADIUS,
    paint_door_words,
    paint_port,
)
from app.canvas.painting.slider_strip import paint_strip
from app.document.elements import Node, NodeKind
from app.document.mini_plot import Shows
from app.document.vocabulary import model_of
from app.widgets.painting import dashed, stroke_and_fill
from app.widgets.pictures.behaviour import known_behaviour
from engine.problems import Severity

WORDS_FROM, SHAPE_UP_TO = 0.5, 0.3
"""Zoom from which everything is painted, and below which only the shape is."""
SIGN_SHARE, LEAST_SIGN = 0.6, 8.0  # of a shape's lower side; px on the screen
BESIDE_FAR_AWAY = 0.3  # opacity of what stands beside a node that is but a shape
DASHES = (4.0, 3.0)
LEAST_RING, MOST_RING = 2.0, 10.0  # around a selected node far away: pixels on the screen; scene units outside of it
COMMENT_LEFT = 32.0
MUTED_AT = QPointF(6.0, 4.0)  # from the upper left corner
TICK = 7.0
TICK_GAP = 9.0

_drawings = count()
"""Numbers for drawings, never used twice: a kept picture cannot be mistaken for another."""


class NodeItem(NodeBody):
    """``selected``, ``focused``, ``dimmed`` and ``legal_ports`` are set by the scene and the gestures."""

    def __init__(self, node: Node, inside: Inside = CLOSED) -> None:
        super().__init__(node, inside)
        self.face = Face(node)
        self.selected = self.focused = self.dimmed = self.hovered = self.is_left_out = False
        self.legal_ports: frozenset[PortKey] = frozenset()
        self.hovered_port: PortKey | None = None
        self.severity: Severity | None = None
        self.highlight = 0.0
        self.focused_slider = ""
        self.is_read_above = False
        self.plate_face = Face(node)
        self._frame = self._body = self._plot = 0  # numbers of the drawings that are kept as pictures
        self.setZValue(-1 if node.kind == NodeKind.NOTE else 1)
        self.refresh_style()

    def refresh_style(self) -> None:
        """Look up words and colours anew, as after a change of the theme."""
        model, shape = model_of(self.node.model), self.placed.shape
        picture = (known_behaviour(model) or ()) if model else self.placed.shape.inside.picture
        self.face.show(self.node, shape.subtitle, shape.size_words, picture)
        self.plate_face.show(self.node)
        self.refresh()

    def take_colours(self) -> None:
        """Of another theme: what was prepared for painting is prepared anew."""
        self.face.take_colour()
        self.plate_face.take_colour()
        self.refresh()

    def show_activity(self, activity: Activity | None, visible: bool = True) -> bool:
        """Paint other activity; None is how it looks before a run. Whether it is seen: not where it is far away."""
        self.face.activity = activity
        self.face.prepared.clear()
        self._body = next(_drawings)
        return visible and self.redraw(self.placed.shape.live)

    def show_plot(self, activity: Activity | None, visible: bool = True) -> bool:
        """Paint another activity in the plot that stands beside the node; whether it is seen."""
        self.plate_face.activity = activity
        self.plate_face.prepared.clear()
        self._plot = next(_drawings)
        return visible and not self.plate.isEmpty() and self.redraw(plate_live(self.plate))

    def reset_state(self) -> None:
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
        """Fade while a dragged wire cannot end here; enlarge the ports where it can."""
        if (self.dimmed, self.legal_ports) != (dimmed, legal_ports):
            self.dimmed, self.legal_ports = dimmed, legal_ports
            self.refresh()

    def set_left_out(self, is_left_out: bool) -> None:
        """Paint it pale while it is not in the network, with a sign where it is muted itself."""
        if self.is_left_out != is_left_out:
            self.is_left_out = is_left_out
            self.refresh()

    @property
    def has_chosen_body(self) -> bool:
        """True if a plot that a person chose stands in the node."""
        return self.placed.shape.has_chosen_body

    def focus_slider(self, name: str) -> None:
        """Show the keyboard at one of its sliders; at none where ``name`` is empty."""
        if name != self.focused_slider:
            self.focused_slider = name
            self.refresh()

    def read_above(self, is_read: bool) -> None:
        """Hide a note's words, in the way here, while they stand above the drawing too, unless it is selected."""
        if is_read != self.is_read_above:
            self.is_read_above = is_read
            self.update()

    def comment_place(self) -> QRectF:
        """Of the sign of a comment in the scene: on the upper edge."""
        return comment_around(self.pos() + self.area.topLeft() + QPointF(COMMENT_LEFT, 0.0))

    @property
    def has_comment(self) -> bool:
        """True if somebody has written about it; a note says its own words."""
        return bool(self.node.text) and self.node.kind != NodeKind.NOTE

    def opaque(self) -> QRectF:
        """The part of the body that activity changes, in scene coordinates; empty where something shines through."""
        if self._is_pale or self.node.kind == NodeKind.NOTE:
            return QRectF()
        return self.placed.shape.live.translated(self.pos())

    def opaque_plot(self) -> QRectF:
        """The same of the plate beside it."""
        return QRectF() if self._is_pale or self.plate.isEmpty() else plate_live(self.plate).translated(self.pos())

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        zoom = painter.worldTransform().m11() / theme().scale
        if self.is_read_above and not self.selected:
            return
        if self._is_pale:
            painter.setOpacity(ink.look().size("node", "dim_opacity" if self.dimmed else "left_out_opacity"))
        is_far = zoom < SHAPE_UP_TO and self.node.kind != NodeKind.NOTE
        if is_far:
            shape = self.placed.shape
            key = (shape.from_afar, self.face.color.rgba(), self.selected, ink.look().dark)
            paint_kept(painter, key, shape.bounds, self._paint_shape)
        else:
            small = zoom < WORDS_FROM
            if not self.plate.isEmpty():
                self._paint_plate(painter, small)
            paint_kept(
                painter,
                (self._frame, small),
                self.placed.shape.own_bounds,
                lambda within: self._paint_frame(within, small),
            )
            body = (self._body, small)
            _paint_activity(painter, self.face, body, self.area, lambda within: self._paint_body(within, small))
        if self.highlight > 0 or (self.selected and not is_far):
            self._paint_selection(painter)
        if self.focused:
            self._paint_ticks(painter)
        if self.severity is not None and zoom >= SHAPE_UP_TO / 2:
            paint_mark(painter, QPointF(self.area.right() - 6, self.area.top() + 4), self.severity)
        if self.node.muted and zoom >= SHAPE_UP_TO / 2:
            painter.setOpacity(1.0)
            paint_muted(painter, self.area.topLeft() + MUTED_AT)

    @property
    def _is_pale(self) -> bool:
        return self.dimmed or self.is_left_out

    def _paint_shape(self, painter: QPainter) -> None:
        """Far away: the shape filled with its identity, its sign, what stands beside it, and whether it is selected."""
        painter.setPen(Qt.PenStyle.NoPen)
        if beside := [area for area in (self.plate, self.strip) if not area.isEmpty()]:
            painter.setBrush(ink.faint(self.face.color, BESIDE_FAR_AWAY))
            painter.drawRects(beside)
        painter.setBrush(self.face.color)
        painter.drawPath(self.outline)
        self._paint_sign(painter)
        if self.selected:
            self._paint_selection(painter)

    def _paint_sign(self, painter: QPainter) -> None:
        """In the middle of a shape, as long as it can be told."""
        side = SIGN_SHARE * min(self.area.width(), self.area.height())
        sign = self.painter.sign_of(self.node)
        if sign and side * ink.device_scale(painter) >= LEAST_SIGN:
            place = QRectF(0.0, 0.0, side, side)
            place.moveCenter(self.area.center())
            paint_icon(painter, sign, place, ink.look().color("canvas"))

    def _paint_frame(self, painter: QPainter, small: bool) -> None:
        """Paint the parts that do not change while running: shadow, shape, words, ports."""
        look = ink.look()
        note = self.node.kind == NodeKind.NOTE
        if not note:
            stroke_and_fill(painter, None, look.color("shadow"))
            painter.translate(0, look.size("node", "shadow_offset"))
            painter.drawPath(self.outline)
            painter.translate(0, -look.size("node", "shadow_offset"))
        self.painter.paint_behind(painter, self.face, self.area)
        outline = None if note else self._outline_pen()
        stroke_and_fill(painter, outline, look.color("note" if note else "surface1"))
        painter.drawPath(self.outline)
        if small:
            self.painter.paint_small_title(painter, self.face, self.area)
        else:
            self.painter.paint_title(painter, self.face, self.area)
        if self.has_comment:
            paint_comment(painter, self.comment_place().translated(-self.pos()))
        if self.has_chosen_body:
            ink.draw_well(painter, self.painter.plot_well(self.area, small))
        if self.sliders:
            paint_strip(painter, self.strip, self.sliders, self.face.color, self.focused_slider, small)
        self._paint_ports(painter)
        if not small:
            for placed in self.ports:
                paint_door_words(painter, placed)

    def _paint_plate(self, painter: QPainter, small: bool) -> None:
        paint_tie(painter, self.plate, self.area, self.face.color)
        paint_ground(painter, self.plate, self.face.color, self.selected)
        well, paint, face = plate_well(self.plate), PLOTS[self.node.plot.shows], self.plate_face
        key = ("plot", self._plot, small)
        _paint_activity(painter, face, key, well, lambda within: paint(within, face, well, not small))

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
        return dashed(self.face.color, width, DASHES if theme().identity_repeats(self.node.identity) else ())

    def _paint_ports(self, painter: QPainter) -> None:
        ground = ink.look().color("canvas")
        for placed in self.ports:
            large = placed.key in self.legal_ports or placed.key == self.hovered_port
            paint_port(painter, placed, self.face.color, LEGAL_RADIUS if large else RADIUS, ground)

    def _paint_selection(self, painter: QPainter) -> None:
        look = ink.look()
        color = look.color("accent", 1.0 if self.selected else self.highlight)
        zoom = painter.worldTransform().m11() / theme().scale
        most = min(self.area.width(), self.area.height()) / 2.0
        width = max(look.size("node", "selection_pen"), min(LEAST_RING / zoom, most))
        gap = look.size("node", "selection_gap") - max(width - MOST_RING, 0.0) / 2.0  # what is wider goes inwards
        around = self.area.adjusted(-gap, -gap, gap, gap)
        stroke_and_fill(painter, QPen(color, width), None)
        if self.node.kind == NodeKind.POPULATION:
            radius = max(look.size("radius", "population") + gap, 0.0)
        else:
            radius = max(look.size("radius", "node") + gap, 0.0)
        if self.node.kind in {NodeKind.POPULATION, NodeKind.DATASET, NodeKind.NOTE}:
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


def _paint_activity(
    painter: QPainter, face: Face, key: Hashable, area: QRectF, draw: Callable[[QPainter], None]
) -> None:
    """Paint it anew while there is a run, which changes it with every frame, else from a kept picture."""
    if face.activity is not None:
        draw(painter)
    else:
        paint_kept(painter, key, area, draw)
