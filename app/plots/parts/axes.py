"""Axes of pyqtgraph in the theme's colours and fonts: numbers, seconds, and where samples begin."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, log10
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from app.appearance.theme import theme
from app.i18n.powers_of_ten import power_of_ten
from app.plots.parts.numbers import decimals, fixed_point
from app.plots.parts.painting import pen
from app.widgets.painting import LABEL, LEFT

TICK = 4  # px
TIME_ROOM, BARE_ROOM = 24, 7  # px below a plot, with times and without
APART = 8  # px at least between two numbers below a plot
LAST_ROOM = 22  # px at the right of a plot, for half of the last number below it
CLOSE = 1e-9  # of a spacing: a tick this near the end of the axis is on it
NO_LINE = pg.mkPen((0, 0, 0, 0))
OPAQUE = 255
TICK_ROOM = {True: 52, False: 20}  # px that a number of a scale of powers needs: below a plot, beside it
MIN_NAME = 46  # px that a sample needs before its name fits


# Items of our own within a plot of pyqtgraph: decision 0021.
class Axis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph carries no types
    """An axis that reaches over its plot, and measures itself only when it or the plot was placed anew.

    pyqtgraph measures one a dozen times a frame. ``overhang`` px around it are for labels at its ends.
    """

    overhang = 0

    def __init__(self, side: str, **options: Any) -> None:
        self._bounds = QRectF()
        self._bounds_of: object = None
        super().__init__(side, **options)
        self.enableAutoSIPrefix(False)
        self.setGrid(OPAQUE)

    def boundingRect(self) -> QRectF:
        view = self.linkedView()
        place = (self.geometry(), view.geometry() if view is not None else None)
        if place != self._bounds_of:
            room = theme().px(self.overhang)
            self._bounds = super().boundingRect().adjusted(-room, -room, room, room)
            self._bounds_of = place
        return QRectF(self._bounds)

    def paint(self, painter: QPainter, option: Any, widget: Any) -> None:
        """Without pyqtgraph's recording: it costs as much as painting, and comes out wrong on paper."""
        specs = self.generateDrawSpecs(painter)
        if specs is not None:
            self.drawPicture(painter, *specs)


class NumberAxis(Axis):
    """``room`` px for plain numbers; with ``grid`` its ticks cross the plot.

    ``divisor`` is how many units of the plot make one of the axis; ``suffix`` follows every number,
    ``unit`` stands once, beside the upper end or behind the last. ``whole`` numbers count things.
    """

    overhang = 24

    def __init__(
        self,
        side: str,
        room: int,
        grid: bool = True,
        divisor: float = 1.0,
        suffix: str = "",
        unit: str = "",
        density: float = 2.0,
        whole: bool = False,
    ) -> None:
        self._suffix, self._unit, self._least = suffix, unit, 1.0 if whole else 0.0
        self._has_line = side == "bottom"
        super().__init__(
            side,
            pen=theme().color("axis") if self._has_line else NO_LINE,
            textPen=theme().color("text2"),
            tickPen=theme().color("grid"),
        )
        self.setScale(1 / divisor)
        self.setStyle(
            tickFont=theme().font(LABEL, 400, tabular=True),
            tickLength=0,
            tickAlpha=OPAQUE if grid else 0,
            tickTextOffset=theme().px(6),
            autoExpandTextSpace=False,
            maxTickLevel=0,
            maxTextLevel=0,
        )
        self.setTickDensity(density)
        if side in ("left", "right"):
            self.setWidth(theme().px(room))
        else:
            self.setHeight(theme().px(room))

    def name_unit(self, unit: str) -> None:
        """Name another unit of what is drawn."""
        if unit != self._unit:
            self._unit = unit
            self.update()

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        """One level of ticks, where pyqtgraph compares several."""
        low, high = sorted((low * self.scale, high * self.scale))
        levels = self.tickSpacing(low, high, size)
        if not levels:
            return []
        spacing, offset = max(levels[0][0], self._least), levels[0][1]
        if self._has_line:
            spacing = self._parted(spacing, low, high, size)
        first, last = ceil((low - offset) / spacing - CLOSE), floor((high - offset) / spacing + CLOSE)
        values = [(place * spacing + offset) / self.scale for place in range(first, last + 1)]
        return [(spacing / self.scale, values)]

    def _parted(self, spacing: float, low: float, high: float, size: float) -> float:
        """The least of one, two and five times powers of ten, from ``spacing`` on, at which no number meets another."""
        metrics, most = QFontMetrics(self.style["tickFont"]), max(high - low, CLOSE)
        while spacing < most:
            words = self.tickStrings([low, high], 1.0, spacing)
            widest = max(metrics.horizontalAdvance(word) for word in words)
            if spacing / most * size >= widest + theme().px(APART):
                break
            spacing *= 2.5 if round(spacing / 10.0 ** floor(log10(spacing) + CLOSE)) == 2 else 2.0
        return spacing

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        digits = decimals(spacing * scale)
        return [fixed_point(value * scale, digits) + self._suffix for value in values]

    def generateDrawSpecs(self, painter: QPainter) -> Any:
        specs = super().generateDrawSpecs(painter)
        if specs is None:
            return None
        line, ticks, texts = specs
        if self._has_line:
            down = pg.Point(0, TICK + 1)
            ticks = [*ticks, *((self.pen(), end, end + down) for _, _, end in ticks)]
        if self._unit:
            box = QRectF(theme().px(12), -theme().px(10), self.width(), theme().px(15))
            if self._has_line:
                metrics = QFontMetrics(self.style["tickFont"])
                room = metrics.horizontalAdvance(self._unit) + 2
                box = QRectF(self.width() + theme().px(3), theme().px(6), room, metrics.height())
            around = box.adjusted(-theme().px(4), 0, 0, 0)  # a number that touches it would read as one word
            texts = [(box, LEFT, self._unit), *(text for text in texts if not text[0].intersects(around))]
        return line, ticks, texts


class PowerAxis(NumberAxis):
    """Powers of ten and, where they are few, twice and five times them; the plot's unit is the decimal logarithm."""

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        low, high = sorted((low, high))
        room = size / max(high - low, CLOSE) / theme().px(TICK_ROOM[self._has_line])
        factors = (1, 2, 5) if room > 3 else (1,)
        every = max(ceil(1 / max(room, CLOSE)), 1)
        decades = range(floor(low) // every * every, ceil(high) + 1, every)
        values = [decade + log10(factor) for decade in decades for factor in factors]
        return [(1.0, [value for value in values if low - CLOSE <= value <= high + CLOSE])]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [power_words(10.0**value) + self._suffix for value in values]


def power_words(value: float) -> str:
    """A round number of any size: plain from a hundredth to ten thousand, else as a power of ten."""
    if 0.0099 < value < 20_000:
        return f"{value:.3g}" if value < 1000 else f"{value:.0f}"
    exponent = floor(log10(value) + CLOSE)
    factor = round(value / 10.0**exponent)
    return power_of_ten(exponent) if factor == 1 else f"{factor}\u00b7{power_of_ten(exponent)}"


class TimeAxis(NumberAxis):
    """Seconds below a plot whose x is in ms."""

    def __init__(self) -> None:
        super().__init__("bottom", TIME_ROOM, divisor=1000.0, density=1.0, unit="s")
        self._has_numbers = True

    def show_numbers(self, wanted: bool) -> None:
        """With the numbers, or as a bare line above another plot that has them."""
        if wanted != self._has_numbers:
            self._has_numbers = wanted
            self.setHeight(theme().px(TIME_ROOM if wanted else BARE_ROOM))
            self.update()

    def generateDrawSpecs(self, painter: QPainter) -> Any:
        specs = super().generateDrawSpecs(painter)
        return specs if specs is None or self._has_numbers else (*specs[:2], [])


class SampleAxis(Axis):
    """Dashed lines through the plot where samples begin, named above it where there is room."""

    def __init__(self, room: int) -> None:
        super().__init__("top", pen=NO_LINE, textPen=theme().color("text2"))
        self.setStyle(tickFont=theme().font(LABEL, 400, tabular=True), showValues=False, tickLength=0)
        self.setHeight(theme().px(room))
        self._dashed = pen(theme().color("lineStrong"), 1.0, [2, 3])
        self._has_names = room >= 16  # px that a name is high
        self._shown: Sequence[tuple[float, float, str]] = ()

    def show_samples(self, samples: Sequence[tuple[float, float, str]]) -> None:
        """Begin and end in the plot's x, and the name of each sample in view."""
        if samples or self._shown:
            self._shown = samples
            self.update()

    def paint(self, painter: QPainter, option: Any, widget: Any) -> None:
        if self._shown:
            super().paint(painter, option, widget)

    def generateDrawSpecs(self, painter: QPainter) -> Any:
        view = self.linkedView()
        plot = view.mapRectToItem(self, view.boundingRect())
        first, last = self.range
        scale = plot.width() / (last - first)
        metrics = QFontMetrics(self.style["tickFont"])
        above = min(theme().px(12), int(self.height()))
        lines, names = [], []
        for begin, end, name in self._shown:
            x = plot.left() + (max(begin, first) - first) * scale
            if begin >= first:
                lines.append((self._dashed, QPointF(x, plot.top() - above), QPointF(x, plot.bottom())))
            room = plot.left() + (end - first) * scale - x - theme().px(6)
            if self._has_names and room >= theme().px(MIN_NAME):
                words = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(room))
                box = QRectF(x + theme().px(6), plot.top() - theme().px(17), room, theme().px(16))
                names.append((box, LEFT, words))
        return (self.pen(), plot.topLeft(), plot.topLeft()), lines, names
