"""A population: round corners; the raster of the last moments, its rate as a curve and as a number."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPainterPath

from app.appearance.theme import tokens
from app.canvas.painting import ink
from app.canvas.painting.activity import TraceActivity
from app.canvas.painting.kind import (
    BODY_TOP,
    FOOT,
    PADDING,
    TALL,
    Face,
    KindPainter,
    mean_rate_words,
    paint_raster,
    paint_rate,
)
from app.canvas.painting.numbers import UNKNOWN, measured_words
from app.document.elements import Node
from app.i18n.translation import tr
from app.widgets.painting import rounded_path
from engine.network.description import Sign

SMALL_POPULATION, LARGE_POPULATION = 20, 200
"""Neurons up to which the narrow, and above which the wide width is used."""
WELL_HEIGHT = 62.0
CURVE_SHARE = 0.6
GAP = 4.0  # between the curve and the number
WIDEST_RATE = "888 Hz"  # beside which a curve has no more room than is left
CURVE_HEIGHT = 34.0


class PopulationPainter(KindPainter):
    icon = "population"
    height = TALL

    def least_width(self, node: Node) -> float:
        narrow, usual, wide = tokens()["node"]["widths"]["population"]
        if node.size <= SMALL_POPULATION:
            return float(narrow)
        return float(usual if node.size <= LARGE_POPULATION else wide)

    def icon_of(self, node: Node) -> str:
        return self.sign_of(node) or self.icon

    def sign_of(self, node: Node) -> str:
        return node.sign if node.sign in (Sign.EXCITATORY, Sign.INHIBITORY) else ""

    def outline(self, area: QRectF) -> QPainterPath:
        return rounded_path(area, ink.look().size("radius", "population"))

    def paint_body(self, painter: QPainter, face: Face, area: QRectF) -> None:
        look = ink.look()
        content = area.adjusted(PADDING, BODY_TOP, -PADDING, -FOOT)
        paint_raster(painter, face, QRectF(content.left(), content.top(), content.width(), WELL_HEIGHT))
        width = curve_width(content.width())
        curve = QRectF(content.left(), content.bottom() - CURVE_HEIGHT, width, CURVE_HEIGHT)
        paint_rate(painter, face, curve)
        number, words = number_reading(face)
        left = content.left() if isinstance(face.activity, TraceActivity) else curve.right() + GAP  # which has no curve
        room = content.right() - left
        if number:
            ink.draw_text(painter, left, curve.top() + 15, room, number, "text1", 13, 600, ink.RIGHT)
        else:
            painter.setPen(look.color("line"))
            painter.drawLine(curve.bottomLeft(), curve.bottomRight())
        tone = "text2" if number else "text3"
        ink.draw_text(painter, left, curve.top() + 30, room, words, tone, 11, 400, ink.RIGHT)


def curve_width(content: float) -> float:
    """The width of a curve, so that the number beside it keeps its unit."""
    return min(content * CURVE_SHARE, content - GAP - ink.text_width(WIDEST_RATE, 13, 600))


def number_reading(face: Face) -> tuple[str, str]:
    """A number and what it is: the mean rate of several neurons, the latest value of one, a dash where unknown."""
    activity = face.activity
    if isinstance(activity, TraceActivity):
        values = activity.values
        return measured_words(float(values[-1]), activity.unit) if len(values) else UNKNOWN, tr("now")
    number = mean_rate_words(face)
    return number, tr("mean") if number else tr("not run")
