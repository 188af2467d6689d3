"""The strokes of a link: its thread by payload and learning, its end by sign."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPainterPathStroker, QPen

from app.appearance.theme import tokens
from app.canvas.links.link_face import INHIBITORY, MIXED, LinkFace
from app.canvas.links.link_path import TIP_GAP, Route
from app.canvas.painting import ink
from app.widgets.painting import line_path, stroke_and_fill
from engine.model.declaration import Payload

TRIANGLE_LENGTH, TRIANGLE_HALF = 11.0, 6.0
DIAMOND_LENGTH, DIAMOND_HALF = 16.0, 6.5
BAR_GAP, BAR_HALF, BAR_PEN = 4.0, 9.0, 4.0
CHEVRON = 6.0
DISC = 5.0  # radius, at both ends of a link that joins its sides alike


@dataclass(frozen=True)
class Stroke:
    """A path with what it is drawn and filled with, made once and painted often."""

    path: QPainterPath
    pen: QPen
    fill: QBrush | None = None

    def paint(self, painter: QPainter) -> None:
        if self.fill is None:
            painter.strokePath(self.path, self.pen)
            return
        stroke_and_fill(painter, self.pen, self.fill)
        painter.drawPath(self.path)


def reach_of(path: QPainterPath) -> QPainterPath:
    """The area in which the mouse is taken to mean a thread."""
    stroker = QPainterPathStroker()
    stroker.setWidth(ink.look().size("links", "hit_width"))
    return stroker.createStroke(path)


def paint_tube(painter: QPainter, path: QPainterPath) -> None:
    """Paint what lies around a thread that is selected."""
    measures = tokens()["links"]["selected"]
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for width, color in ((measures["tube_outer"], "accent"), (measures["tube_inner"], "canvas")):
        pen = QPen(ink.look().color(color), width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPath(path)


def end_length(face: LinkFace) -> float:
    """The distance before the tip at which the thread stops."""
    if face.both_ways:
        return DISC
    if face.payload in (Payload.VALUES, Payload.LABELS):
        return 1.0
    if face.sign == MIXED:
        return DIAMOND_LENGTH
    return BAR_GAP if face.sign == INHIBITORY else TRIANGLE_LENGTH - 1


def thread(face: LinkFace, way: Route, hovered: bool) -> tuple[Stroke, ...]:
    """One line, dashed where values or labels pass, or a hollow one where the link learns."""
    links = tokens()["links"]
    extra = links["hover"]["extra_pen"] if hovered else 0
    if face.learns:
        plastic = links["weights"]["plastic"]
        return (
            Stroke(way.path, QPen(face.color, plastic["outer_pen"] + extra)),
            Stroke(way.path, QPen(ink.look().color("canvas"), plastic["gap_pen"])),
        )
    pen = QPen(face.color, links["weights"]["fixed"]["pen"] + extra)
    payload = links["payload"][face.payload.value]
    if payload["dash"]:
        pen.setWidthF(payload.get("pen", pen.widthF()) + extra)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap if payload.get("cap") == "round" else Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([length / pen.widthF() for length in payload["dash"]])
    return (Stroke(way.path, pen),)


def end(face: LinkFace, way: Route) -> Stroke:
    """Triangle, bar or open diamond by sign; a chevron for values and labels; a disc at both ends without direction."""
    tip = way.tip
    along = QPointF(cos(radians(way.heading)), sin(radians(way.heading)))
    across = QPointF(-along.y(), along.x())
    if face.both_ways:
        pen = QPen(face.color, tokens()["links"]["weights"]["fixed"]["pen"])
        return Stroke(_discs(way, along), pen, QBrush(face.color))
    if face.payload in (Payload.VALUES, Payload.LABELS):
        pen = QPen(face.color, ink.look().size("links", "payload", "values", "pen"))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        sides = [tip - along * CHEVRON + across * (side * CHEVRON * 0.8) for side in (1, -1)]
        return Stroke(line_path([sides[0], tip, sides[1]]), pen)
    if face.sign == MIXED:
        middle, back = tip - along * (DIAMOND_LENGTH / 2), tip - along * DIAMOND_LENGTH
        corners = [tip, middle + across * DIAMOND_HALF, back, middle - across * DIAMOND_HALF, tip]
        pen = QPen(face.color, ink.look().size("links", "sign", "mixed", "pen"))
        return Stroke(line_path(corners), pen, QBrush(ink.look().color("canvas")))
    if face.sign == INHIBITORY:
        middle = tip - along * BAR_GAP
        pen = QPen(face.color, BAR_PEN)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        return Stroke(line_path([middle + across * BAR_HALF, middle - across * BAR_HALF]), pen)
    back = tip - along * TRIANGLE_LENGTH
    corners = [tip, back + across * TRIANGLE_HALF, back - across * TRIANGLE_HALF, tip]
    return Stroke(line_path(corners), QPen(Qt.PenStyle.NoPen), QBrush(face.color))


def _discs(way: Route, along: QPointF) -> QPainterPath:
    """Alike at both ends: a disc, and the thread from there to the port."""
    leaving = radians(way.path.angleAtPercent(0.0))  # counterclockwise, while y points down
    path = line_path([way.tip, way.tip + along * TIP_GAP])
    path.addEllipse(way.path.pointAtPercent(0.0) + QPointF(cos(leaving), -sin(leaving)) * (TIP_GAP + DISC), DISC, DISC)
    path.addEllipse(way.tip - along * DISC, DISC, DISC)
    return path
