"""Small curves with axes, painted: one abscissa, a few named series, a mark at the best point."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.appearance.theme import theme
from app.i18n.translation import listed, per_cent, with_minus
from app.widgets.painted_widget import PaintedWidget
from app.widgets.painting import dashed, paint_text, stroke_and_fill
from app.widgets.text import STRONG

TICKS = 3
LEFT, RIGHT, TOP, BOTTOM = 40, 10, 26, 20
SECOND_DASH = (5.0, 4.0)
TITLE, NAME = 12, 11  # sizes of letters
NAME_LINE, NAME_GAP = 18, 8  # px of a line before a name, and behind it
MARK = 4
DOT = 2.2
# tops of an axis that two digits tell, as they do their halves
ROUND_TOPS = (1.0, 1.2, 1.4, 1.6, 1.8, 2.0, 2.4, 2.8, 3.2, 3.6, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0)


@dataclass(frozen=True)
class NamedCurve:
    """One curve over 1, 2, …: its name, values, and the identity slot of its colour; dashed where a second.

    The ``best`` point, from 1, is marked; 0 is none. Values that are not finite are left out.
    """

    name: str
    values: Sequence[float]
    slot: int
    dashed: bool = False
    best: int = 0


class CurvesPicture(PaintedWidget):
    """``title`` at the upper left, names of the curves beside it in words, never by colour alone.

    ``shares`` lie between 0 and 1, and are told in per cent but where :meth:`name` says otherwise.
    """

    natural = (180, 150)

    def __init__(self, title: str, shares: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._shares, self._percent = title, shares, shares
        self.series: tuple[NamedCurve, ...] = ()
        self._length = 1
        self._ends: tuple[str, str] | None = None
        self._named = True
        self._ticks: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(title)

    def name(self, title: str, percent: bool) -> None:
        """Show another title, and what are shares in ``percent`` or as they are."""
        self._title, self._percent = title, percent
        self.setAccessibleName(title)
        self.update()

    def show_series(
        self,
        series: Sequence[NamedCurve],
        length: int,
        ends: tuple[str, str] | None = None,
        ticks: Sequence[str] = (),
        named: bool = True,
    ) -> None:
        """Draw these curves over ``length`` points.

        ``ends`` are words beneath the first and the last point, in place of their numbers. With ``ticks`` every point
        is a dot with its word beneath. Curves that are not ``named`` have their names beside another figure.
        """
        self._ends, self._named = ends, named
        self.series, self._length = tuple(series), max(length, 2)
        self._ticks = tuple(ticks)
        if ticks:
            form = "{:.1%}" if self._percent else "{:.3g}"
            shares = (with_minus(form.format(value)) for s in series for value in s.values)
            told = listed(f"{tick}: {share}" for tick, share in zip(ticks, shares, strict=False))
            self.setToolTip(told)
            self.setAccessibleName(f"{self._title}: {told}")
        self.update()

    def _range(self) -> tuple[float, float]:
        values = [value for series in self.series for value in series.values if math.isfinite(value)]
        if self._shares:
            low = min(values, default=0.5)
            return next(end for end in (0.5, 0.0, -1.0) if low >= end or end < 0), 1.0
        top = _round_up(max(map(abs, values), default=1.0) or 1.0)
        return (-top if min(values, default=0.0) < 0 else 0.0), top

    def paint(self, painter: QPainter) -> None:
        look = theme()
        area = QRectF(self.rect()).adjusted(look.px(LEFT), look.px(TOP), -look.px(RIGHT), -look.px(BOTTOM))
        painter.fillRect(area, look.color("plot"))
        low, high = self._range()
        self._paint_axes(painter, area)
        self._paint_names(painter)
        for series in self.series:
            known = [(n, value) for n, value in enumerate(series.values, 1) if math.isfinite(value)]
            points = [self._place(area, n, value, low, high) for n, value in known]
            line = dashed(look.identity(series.slot), 1.8, SECOND_DASH if series.dashed else ())
            stroke_and_fill(painter, line, None)
            if len(points) == 1:
                painter.drawPoint(points[0])
            painter.drawPolyline(QPolygonF(points))
            if self._ticks:
                painter.setBrush(look.identity(series.slot))
                for point in points:
                    painter.drawEllipse(point, DOT, DOT)
            if series.best and series.best in dict(known):
                stroke_and_fill(painter, QPen(look.color("text1"), 1.5), look.color("plot"))
                painter.drawEllipse(self._place(area, series.best, dict(known)[series.best], low, high), MARK, MARK)

    def _place(self, area: QRectF, number: int, value: float, low: float, high: float) -> QPointF:
        across = (number - 1) / (self._length - 1)
        up = (max(low, min(high, value)) - low) / ((high - low) or 1.0)
        return QPointF(area.left() + across * area.width(), area.bottom() - up * area.height())

    def _paint_axes(self, painter: QPainter, area: QRectF) -> None:
        look = theme()
        painter.setFont(look.font(11, tabular=True))
        for index, words in enumerate(self.axis_words()):
            y = area.bottom() - area.height() * index / (TICKS - 1)
            painter.setPen(QPen(look.color("grid" if index else "axis"), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(look.color("text2"))
            right = QRectF(0, y - 8, area.left() - 6, 16)
            painter.drawText(right, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
        first, last = self._ends or ("1", str(self._length))
        below = QRectF(area.left() - 10, area.bottom() + 3, area.width() + 20, 16)
        if self._ticks:
            self._paint_ticks(painter, area)
            return
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, first)
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, last)

    def axis_words(self) -> tuple[str, ...]:
        """The labels of the axis of values, from below."""
        low, high = self._range()
        values = (low + (high - low) * index / (TICKS - 1) for index in range(TICKS))
        if self._percent:
            return tuple(per_cent(with_minus(f"{100 * value:.0f}")) for value in values)
        return tuple(with_minus(f"{value:.2g}") for value in values)

    def _paint_ticks(self, painter: QPainter, area: QRectF) -> None:
        """The words that have room, the last one in any case."""
        free = area.right() + theme().px(RIGHT)
        for number in range(len(self._ticks), 0, -1):
            words = self._ticks[number - 1]
            width = QFontMetricsF(painter.font()).horizontalAdvance(words)
            middle = area.left() + (number - 1) / (self._length - 1) * area.width()
            left = min(middle - width / 2, area.right() + theme().px(RIGHT) - width)
            if left + width <= free:
                painter.drawText(QRectF(left, area.bottom() + 3, width + 2, 16), Qt.AlignmentFlag.AlignLeft, words)
                free = left - theme().px(6)

    @property
    def names_width(self) -> float:
        """The px that its title and the names of its curves take in one line."""
        look = theme()
        names = [QFontMetricsF(look.font(NAME)).horizontalAdvance(series.name) for series in self._told]
        between = look.px(NAME_GAP) * max(len(names) - 1, 0)
        return self._title_width + len(names) * look.px(NAME_LINE) + sum(names) + between

    @property
    def _told(self) -> tuple[NamedCurve, ...]:
        """The curves whose names stand beside the title."""
        return tuple(series for series in self.series if series.name and self._named)

    @property
    def _title_width(self) -> float:
        look = theme()
        return QFontMetricsF(look.font(TITLE, STRONG, tabular=True)).horizontalAdvance(self._title) + look.px(10)

    def _paint_names(self, painter: QPainter) -> None:
        look = theme()
        paint_text(painter, QRectF(0, 0, self.width(), look.px(20)), self._title, "text1", TITLE, STRONG)
        x = self._title_width
        for series in self._told:
            painter.setPen(dashed(look.identity(series.slot), 2, (2.0, 1.5) if series.dashed else ()))
            painter.drawLine(QPointF(x, look.px(10)), QPointF(x + look.px(14), look.px(10)))
            x += look.px(NAME_LINE)
            paint_text(painter, QRectF(x, 0, max(self.width() - x, 0), look.px(20)), series.name, "text2", NAME)
            x += QFontMetricsF(look.font(NAME)).horizontalAdvance(series.name) + look.px(NAME_GAP)


def _round_up(value: float) -> float:
    """The least top of an axis, of two digits with its half, that a positive value is not above."""
    scale = 10.0 ** math.floor(math.log10(value))
    return next((top * scale for top in ROUND_TOPS if value <= top * scale), 10.0 * scale)
