"""One link on the canvas: a single graphics item that paints thread, end, tube of selection and badge."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from app.appearance.theme import Theme, theme
from app.canvas.links.badge import paint_badge, paint_factor_ports, paint_stem
from app.canvas.links.link_face import LinkFace, LinkStart
from app.canvas.links.link_geometry import MARGIN, LinkGeometry
from app.canvas.links.link_path import Route
from app.canvas.links.thread import paint_tube, reach_of
from app.canvas.nodes.opaque_areas import OpaqueAreas
from app.canvas.painting import ink
from app.canvas.painting.drawn import DrawnItem
from app.canvas.painting.marks import comment_around, paint_comment, paint_mark, paint_muted
from app.document.elements import Link
from app.widgets.painting import stroke_and_fill
from engine.problems import Severity

WORDS_FROM, THREAD_ONLY = 0.5, 0.3
WORD_SIZE = 11
BEND_RADIUS, BEND_REACH = 4.5, 9.0
FACTOR_REACH = 8.0
COMMENT_INSET = QPointF(0.0, -2.0)  # from the corner of the badge, whose kernel stays free
BESIDE_THE_WORD = 0.25  # of the way
LEAST_PEN, MOST_PEN = 1.2, 8.0  # far away: pixels on the screen, and at most so many scene units


class LinkItem(DrawnItem):
    """``selected``, ``hovered`` and ``drop_target`` are set by the scene and the gestures."""

    def __init__(self, laid: LinkGeometry, cover: OpaqueAreas) -> None:
        super().__init__(laid.bounds)
        self._cover = cover
        self.selected = self.hovered = self.drop_target = self.dimmed = self.is_left_out = False
        self.severity: Severity | None = None
        self.laid, self._before = laid, laid
        self.running_weight = ""
        self.update()

    @property
    def link(self) -> Link:
        return self.laid.link

    @property
    def face(self) -> LinkFace:
        return self.laid.face

    @property
    def way(self) -> Route:
        return self.laid.way

    @property
    def path(self) -> QPainterPath:
        return self.laid.way.path

    @property
    def badge(self) -> QRectF:
        """The area where it hangs; empty where there is none."""
        return self.laid.badge

    def show_geometry(self, laid: LinkGeometry) -> None:
        """Take over another state or another course of the same link; the one before is kept for an undo."""
        self._before = self.laid
        self._draw(laid)

    def move_badge(self, way: Route) -> None:
        """The same with the badge elsewhere on its way."""
        if way != self.way:
            self._draw(replace(self.laid, way=way))

    def known(self, link: Link, leaving: LinkStart) -> list[LinkGeometry]:
        """Of the state now and the one before those in which the same was said of it."""
        both = (self.laid,) if self.laid is self._before else (self.laid, self._before)
        return [laid for laid in both if laid.says(link, leaving)]

    def forget_before(self) -> None:
        """Colours and words are others now."""
        self._before = self.laid

    def reset_state(self) -> None:
        """No longer under the mouse, nor in a run: it leaves the scene."""
        self.hovered = self.drop_target = self.dimmed = False
        self.running_weight = ""
        self.setOpacity(1.0)

    def _draw(self, laid: LinkGeometry) -> None:
        self.take_bounds(laid.bounds)
        self.laid = laid
        self.update()

    def show_weight(self, words: str) -> None:
        """Say what the weights are in the run, in place of what is drawn; empty words say that again."""
        if words != self.running_weight:
            self.running_weight = words
            self.redraw(self.laid.badge_bounds)

    def set_dimmed(self, dimmed: bool) -> None:
        """Fade while an end of it is dragged elsewhere."""
        if self.dimmed != dimmed:
            self.dimmed = dimmed
            self.update()

    def set_left_out(self, is_left_out: bool) -> None:
        """Paint it pale while it is not in the network, with a sign where it is muted itself."""
        if self.is_left_out != is_left_out:
            self.is_left_out = is_left_out
            self.update()

    def shape(self) -> QPainterPath:
        path = reach_of(self.way.path)
        if not self.badge.isEmpty():
            path.addRect(self.badge)
        if self.has_comment:
            path.addRect(self.comment_place())
        for bend in self.way.bends:
            path.addEllipse(bend, BEND_REACH, BEND_REACH)
        for port in self.laid.factor_points.values():
            path.addEllipse(port, FACTOR_REACH, FACTOR_REACH)
        return path

    def factor_at(self, point: QPointF) -> str:
        """Name of the third factor whose port lies under a point in scene coordinates; empty where none does."""
        ports = self.laid.factor_points.items()
        return next((name for name, port in ports if QLineF(point, port).length() <= FACTOR_REACH), "")

    def bend_at(self, point: QPointF) -> int | None:
        """Number of the bend under a point in scene coordinates."""
        away = [QLineF(point, bend).length() for bend in self.way.bends]
        near = min(range(len(away)), key=lambda k: away[k], default=None)
        return near if near is not None and away[near] <= BEND_REACH else None

    def contains_point(self, point: QPointF) -> bool:
        """Tell whether a point in scene coordinates is on the badge or close to the thread."""
        if self.badge.contains(point):
            return True
        return self.laid.bounds.contains(point) and self.shape().contains(point)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        laid, zoom = self.laid, painter.worldTransform().m11() / theme().scale
        face, way, leaves = laid.face, laid.way, self._cover.leaves
        if self.dimmed or self.is_left_out:
            painter.setOpacity(ink.look().size("node", "dim_opacity" if self.dimmed else "left_out_opacity"))
        if self.selected or self.drop_target:
            paint_tube(painter, way.path)
        if zoom < THREAD_ONLY:
            painter.strokePath(way.path, _far_pen(theme(), face.identity, zoom))
            return
        shows_badge = face.has_badge and leaves(laid.badge_place)
        if shows_badge:
            paint_stem(painter, way, laid.badge)
        *strokes, end = laid.strokes(self.hovered)
        for stroke in strokes:
            stroke.paint(painter)
        if leaves(laid.end_place):
            end.paint(painter)
        if self.selected or self.hovered:
            self._paint_bends(painter)
        if face.word and zoom >= WORDS_FROM:
            self._paint_word(painter)
        if shows_badge:
            shown = replace(face, weight=self.running_weight) if self.running_weight else face
            paint_badge(painter, shown, self._plate(zoom), self._badge_pen(), laid.lines if zoom >= WORDS_FROM else 0)
            paint_factor_ports(painter, laid.factor_points.values(), self._plate(zoom))
        if self.has_comment and (shows_badge or not face.has_badge):
            paint_comment(painter, self.comment_place(zoom))
        if self.severity is not None:
            paint_mark(painter, self._mark_place(zoom), self.severity)
        if self.link.muted:
            painter.setOpacity(1.0)
            paint_muted(painter, self._plate(zoom).bottomLeft() if face.has_badge else way.anchor)

    def _mark_place(self, zoom: float) -> QPointF:
        """The corner of the badge as it is painted at this zoom."""
        if not self.face.has_badge:
            return self.way.anchor
        return self._plate(zoom).topRight()

    def comment_place(self, zoom: float = WORDS_FROM) -> QRectF:
        """Of the sign of a comment: at the other corner of the badge, or on the thread where it has none."""
        if self.face.has_badge:
            return comment_around(self._plate(zoom).topLeft() + COMMENT_INSET)
        return comment_around(self.way.path.pointAtPercent(BESIDE_THE_WORD) if self.face.word else self.way.anchor)

    @property
    def has_comment(self) -> bool:
        """True if somebody has written about it."""
        return bool(self.link.text)

    def _plate(self, zoom: float) -> QRectF:
        """The badge as it is painted at this zoom."""
        return self.badge if zoom >= WORDS_FROM else self.laid.wordless_badge

    def _badge_pen(self) -> QPen:
        if self.selected or self.drop_target:
            return _outline(ink.look(), "accent", 1.6)
        if self.severity is not None:
            return _outline(ink.look(), "error" if self.severity is Severity.FATAL else "warn", 1.2)
        return _outline(ink.look(), "text3" if self.hovered else "lineStrong", 1.0)

    def _paint_bends(self, painter: QPainter) -> None:
        """Paint the points that the link is led by: each can be dragged."""
        stroke_and_fill(painter, QPen(self.face.color, ink.look().size("node", "outline")), ink.look().color("canvas"))
        for bend in self.way.bends:
            painter.drawEllipse(bend, BEND_RADIUS, BEND_RADIUS)

    def _paint_word(self, painter: QPainter) -> None:
        look = ink.look()
        width = ink.text_width(self.face.word, WORD_SIZE) + 2 * MARGIN
        ground = QRectF(0, 0, width, 2 * MARGIN)
        ground.moveCenter(self.way.anchor)
        painter.fillRect(ground, look.color("canvas"))
        left, baseline = ground.left(), ground.center().y() + 4
        ink.draw_text(painter, left, baseline, width, self.face.word, "text2", WORD_SIZE, 400, ink.CENTRE)


# Once a link in every frame: decision 0218.
@lru_cache(maxsize=64)
def _far_pen(look: Theme, identity: int, zoom: float) -> QPen:
    """The pen of a thread seen from far away."""
    return QPen(look.identity(identity), LEAST_PEN / max(zoom, LEAST_PEN / MOST_PEN))


@lru_cache(maxsize=32)
def _outline(look: Theme, token: str, width: float) -> QPen:
    """The pen for the outline of a badge."""
    return QPen(look.color(token), width)
