"""One link on the canvas: a single graphics item that paints thread, end, tube of selection and badge."""

from __future__ import annotations

from math import cos, radians, sin

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPainterPathStroker, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.appearance.theme import theme, tokens
from app.canvas import ink
from app.canvas.badge import badge_area, paint_badge, paint_stem, plate_without_words
from app.canvas.badge_place import Samples, samples_of
from app.canvas.cover import Cover
from app.canvas.link_face import INHIBITORY, MIXED, LinkFace
from app.canvas.link_path import Route
from app.canvas.marks import paint_mark
from app.document.document import Link
from engine.model.declaration import Payload
from engine.problems import Severity

MARGIN = 12.0
WORDS_FROM, THREAD_ONLY = 0.5, 0.3
TRIANGLE_LENGTH, TRIANGLE_HALF = 11.0, 6.0
DIAMOND_LENGTH, DIAMOND_HALF = 16.0, 6.5
BAR_GAP, BAR_HALF, BAR_PEN = 4.0, 9.0, 4.0
CHEVRON = 6.0
WORD_SIZE = 11
LEAST_PEN, MOST_PEN = 1.2, 8.0  # far away: pixels on the screen, and at most so many scene units


def end_length(face: LinkFace) -> float:
    """How far before the tip the thread stops."""
    if face.payload in (Payload.VALUES, Payload.LABELS):
        return 1.0
    if face.sign == MIXED:
        return DIAMOND_LENGTH
    return BAR_GAP if face.sign == INHIBITORY else TRIANGLE_LENGTH - 1


class LinkItem(QGraphicsItem):
    """``selected``, ``hovered`` and ``drop_target`` are set by the scene and the gestures."""

    def __init__(self, link: Link, face: LinkFace, way: Route, cover: Cover) -> None:
        super().__init__()
        self._cover = cover
        self.selected = self.hovered = self.drop_target = self.dimmed = False
        self.severity: Severity | None = None
        self.link, self.face, self.way = link, face, way
        self.badge = QRectF()
        self._samples: Samples | None = None
        self._bounds = QRectF()
        self.show_link(link, face, way)

    def show_link(self, link: Link, face: LinkFace, way: Route) -> None:
        """Take over another state or another way of the same link."""
        self.prepareGeometryChange()
        self.link, self.face, self.way = link, face, way
        self.badge = badge_area(face, way)
        self._samples = None
        bounds = way.path.boundingRect() | QRectF(way.tip, way.tip)
        if not self.badge.isEmpty():
            bounds |= self.badge
        self._bounds = bounds.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
        self.update()

    def samples(self) -> Samples:
        """Points along the thread, which the badges of other links keep clear of."""
        if self._samples is None:
            self._samples = samples_of(self.way.path)
        return self._samples

    def boundingRect(self) -> QRectF:
        return self._bounds

    def shape(self) -> QPainterPath:
        stroker = QPainterPathStroker()
        stroker.setWidth(ink.look().size("links", "hit_width"))
        path = stroker.createStroke(self.way.path)
        if not self.badge.isEmpty():
            path.addRect(self.badge)
        return path

    def contains_point(self, point: QPointF) -> bool:
        """Whether a point in scene coordinates is on the badge or close to the thread."""
        if self.badge.contains(point):
            return True
        return self._bounds.contains(point) and self.shape().contains(point)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if self._cover.is_whole:
            return
        zoom = painter.worldTransform().m11() / theme().scale
        if self.dimmed:
            painter.setOpacity(ink.look().size("node", "dim_opacity"))
        if self.selected or self.drop_target:
            self._paint_tube(painter)
        if zoom < THREAD_ONLY:
            painter.setPen(QPen(self.face.color, LEAST_PEN / max(zoom, LEAST_PEN / MOST_PEN)))
            painter.setBrush(ink.NO_BRUSH)
            painter.drawPath(self.way.path)
            return
        if self.face.has_badge:
            paint_stem(painter, self.way, self.badge)
        self._paint_thread(painter)
        self._paint_end(painter)
        if self.face.word and zoom >= WORDS_FROM:
            self._paint_word(painter)
        if self.face.has_badge:
            paint_badge(painter, self.face, self.way, self.badge, self._badge_pen(), zoom >= WORDS_FROM)
        if self.severity is not None:
            paint_mark(painter, self._mark_place(zoom), self.severity)

    def _mark_place(self, zoom: float) -> QPointF:
        """The corner of the badge as it is painted at this zoom."""
        if not self.face.has_badge:
            return self.way.anchor
        return self.badge.topRight() if zoom >= WORDS_FROM else plate_without_words(self.badge).topRight()

    def _badge_pen(self) -> QPen:
        look = ink.look()
        if self.selected or self.drop_target:
            return QPen(look.color("accent"), 1.6)
        if self.severity is not None:
            return QPen(look.color("error" if self.severity is Severity.FATAL else "warn"), 1.2)
        return QPen(look.color("text3" if self.hovered else "lineStrong"), 1)

    def _paint_tube(self, painter: QPainter) -> None:
        measures = tokens()["links"]["selected"]
        painter.setBrush(ink.NO_BRUSH)
        for width, color in ((measures["tube_outer"], "accent"), (measures["tube_inner"], "canvas")):
            pen = QPen(ink.look().color(color), width)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawPath(self.way.path)

    def _paint_thread(self, painter: QPainter) -> None:
        links = tokens()["links"]
        extra = links["hover"]["extra_pen"] if self.hovered else 0
        painter.setBrush(ink.NO_BRUSH)
        if self.face.learns:
            plastic = links["weights"]["plastic"]
            painter.setPen(QPen(self.face.color, plastic["outer_pen"] + extra))
            painter.drawPath(self.way.path)
            painter.setPen(QPen(ink.look().color("canvas"), plastic["gap_pen"]))
            painter.drawPath(self.way.path)
            return
        pen = QPen(self.face.color, links["weights"]["fixed"]["pen"] + extra)
        payload = links["payload"][self.face.payload.value]
        if payload["dash"]:
            pen.setWidthF(payload.get("pen", pen.widthF()) + extra)
            pen.setCapStyle(
                Qt.PenCapStyle.RoundCap if payload.get("cap") == "round" else Qt.PenCapStyle.FlatCap
            )
            pen.setDashPattern([length / pen.widthF() for length in payload["dash"]])
        painter.setPen(pen)
        painter.drawPath(self.way.path)

    def _paint_end(self, painter: QPainter) -> None:
        paint_end(painter, self.face, self.way.tip, self.way.heading)

    def _paint_word(self, painter: QPainter) -> None:
        look = ink.look()
        width = ink.text_width(self.face.word, WORD_SIZE) + 2 * MARGIN
        ground = QRectF(0, 0, width, 2 * MARGIN)
        ground.moveCenter(self.way.anchor)
        painter.fillRect(ground, look.color("canvas"))
        ink.text(
            painter,
            ground.left(),
            ground.center().y() + 4,
            width,
            self.face.word,
            look.color("text2"),
            WORD_SIZE,
            400,
            ink.CENTRE,
        )


def paint_end(painter: QPainter, face: LinkFace, tip: QPointF, heading: float) -> None:
    """Triangle, bar or open diamond by sign; a chevron for values and labels."""
    along = QPointF(cos(radians(heading)), sin(radians(heading)))
    across = QPointF(-along.y(), along.x())
    color = QColor(face.color)
    if face.payload in (Payload.VALUES, Payload.LABELS):
        pen = QPen(color, ink.look().size("links", "payload", "values", "pen"))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        for side in (1, -1):
            painter.drawLine(tip, tip - along * CHEVRON + across * (side * CHEVRON * 0.8))
    elif face.sign == MIXED:
        middle = tip - along * (DIAMOND_LENGTH / 2)
        painter.setPen(QPen(color, ink.look().size("links", "sign", "mixed", "pen")))
        painter.setBrush(ink.look().color("canvas"))
        painter.drawPolygon(
            QPolygonF(
                [
                    tip,
                    middle + across * DIAMOND_HALF,
                    tip - along * DIAMOND_LENGTH,
                    middle - across * DIAMOND_HALF,
                ]
            )
        )
    elif face.sign == INHIBITORY:
        middle = tip - along * BAR_GAP
        pen = QPen(color, BAR_PEN)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawLine(middle + across * BAR_HALF, middle - across * BAR_HALF)
    else:
        back = tip - along * TRIANGLE_LENGTH
        painter.setPen(ink.NO_PEN)
        painter.setBrush(color)
        painter.drawPolygon(QPolygonF([tip, back + across * TRIANGLE_HALF, back - across * TRIANGLE_HALF]))
