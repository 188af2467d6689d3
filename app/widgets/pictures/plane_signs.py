"""The lines and points of a phase plane, each in its own way of drawing, and the legend that names those in view."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.appearance.theme import theme
from app.i18n.translation import listed
from app.widgets.painted_widget import PaintedWidget
from app.widgets.painting import stroke_and_fill, take_font

POINT = 4.5  # px, of a fixed point
DOT = 3.0  # px, of where an orbit begins or stands
FINE = 1.0  # px: Qt strokes a wider line of thousands of points for longer than many frames
BROAD = 1.6
SAMPLE, BESIDE, BETWEEN, LINE = 22, 5, 12, 17  # px of a legend: a sample, before its words, after them, a line


class PlaneSign(Enum):
    """The signs that a phase plane or phase line draws."""

    FIRST_NULLCLINE = auto()
    SECOND_NULLCLINE = auto()
    RATE = auto()
    THRESHOLD = auto()
    RESET = auto()
    RESPONSE = auto()
    CLICKED = auto()
    LIVE = auto()
    STABLE = auto()
    UNSTABLE = auto()
    SADDLE = auto()


_DASHES = {
    PlaneSign.SECOND_NULLCLINE: (4.0, 3.0),
    PlaneSign.THRESHOLD: (6.0, 2.0, 1.0, 2.0),
    PlaneSign.RESET: (1.0, 2.0),
}
_TONES = {
    PlaneSign.THRESHOLD: "text2",
    PlaneSign.RESET: "text2",
    PlaneSign.RESPONSE: "accentText",
    PlaneSign.CLICKED: "warn",
}
_FINE = {PlaneSign.RESPONSE, PlaneSign.CLICKED, PlaneSign.LIVE}
_JUMP = (2.0, 3.0)
POINTS = {PlaneSign.STABLE, PlaneSign.UNSTABLE, PlaneSign.SADDLE}


def pen_of(sign: PlaneSign, slot: int = 0, jumps: bool = False) -> QPen:
    """The pen of a line, in the identity ``slot`` where it is that of a population; of its ``jumps`` at spikes."""
    look = theme()
    color = look.identity(slot) if sign is PlaneSign.LIVE else look.color(_TONES.get(sign, "text1"))
    pen = QPen(color, FINE if sign in _FINE else BROAD)
    dashes = _JUMP if jumps else _DASHES.get(sign)
    if dashes is not None:
        pen.setDashPattern(dashes)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def paint_point(painter: QPainter, sign: PlaneSign, place: QPointF) -> None:
    """A fixed point: filled where it is stable, half of it at a saddle."""
    look = theme()
    painter.setPen(QPen(look.color("text1"), BROAD))
    painter.setBrush(look.color("text1" if sign is PlaneSign.STABLE else "plot"))
    painter.drawEllipse(place, POINT, POINT)
    if sign is PlaneSign.SADDLE:
        painter.setBrush(look.color("text1"))
        painter.drawPie(QRectF(place.x() - POINT, place.y() - POINT, 2 * POINT, 2 * POINT), 90 * 16, 180 * 16)


class PlaneLegend(PaintedWidget):
    """Samples with their names, as many lines as the width asks for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entries: tuple[tuple[PlaneSign, str], ...] = ()
        self._slot = 0
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def name(self, entries: Sequence[tuple[PlaneSign, str]], slot: int) -> None:
        """Name these signs; ``slot`` is the identity of the population whose run is drawn."""
        if (tuple(entries), slot) != (self.entries, self._slot):
            self.entries, self._slot = tuple(entries), slot
            self.setAccessibleName(listed(words for _, words in entries))
            self.updateGeometry()
            self.update()

    def _places(self, width: float) -> list[QPointF]:
        """The upper left of every entry."""
        px, metrics = theme().px, QFontMetricsF(theme().font(11))
        places, x, y = [], 0.0, 0.0
        for _, words in self.entries:
            wide = px(SAMPLE) + px(BESIDE) + metrics.horizontalAdvance(words)
            if x and x + wide > width:
                x, y = 0.0, y + px(LINE)
            places.append(QPointF(x, y))
            x += wide + px(BETWEEN)
        return places

    def heightForWidth(self, width: int) -> int:
        places = self._places(width)
        return round(places[-1].y()) + theme().px(LINE) if places else 0

    def sizeHint(self) -> QSize:
        width = self.width() or theme().px(260)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, theme().px(LINE) if self.entries else 0)

    def paint(self, painter: QPainter) -> None:
        px = theme().px
        for (sign, words), place in zip(self.entries, self._places(self.width()), strict=True):
            middle = place + QPointF(0, px(LINE) / 2)
            if sign in POINTS:
                paint_point(painter, sign, middle + QPointF(px(SAMPLE) / 2, 0))
            else:
                stroke_and_fill(painter, pen_of(sign, self._slot), None)
                painter.drawLine(middle, middle + QPointF(px(SAMPLE), 0))
            take_font(painter, theme().font(11), theme().color("text2"))
            left = place.x() + px(SAMPLE) + px(BESIDE)
            area = QRectF(left, place.y(), self.width() - left, px(LINE))
            painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
