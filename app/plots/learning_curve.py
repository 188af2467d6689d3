"""A figure of training per epoch, for the training and the validation samples, with the best epoch marked."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from html import escape

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.plots.axes import NumberAxis
from app.plots.curves import Curves
from app.plots.exporting import Table
from app.plots.graph import OVER_CURVES
from app.plots.header import Chip
from app.plots.numbers import number
from app.plots.painting import LABEL, pen
from app.plots.panel import Panel
from app.translation import tr

TRAINING, VALIDATION = 0, 1  # identity slots
DASH = [5.0, 4.0]
MARK = 10  # px, the ring around the best epoch
LONE = 5  # px, the dot of a curve of one point
WORDS = 100
LEADER, BELOW = 7, 28  # px from the best epoch to its line, and to its words


class LearningCurve(Panel):
    """Two curves over epochs; a subclass says the scale. ``show_curves`` brings the figures."""

    suffix = ""
    digits = 2

    def __init__(self, parent: QWidget | None = None) -> None:
        self._training: list[float] = []
        self._validation: list[float] = []
        self._epochs = 1
        self._best = 0
        self._cursor: float | None = None
        super().__init__(parent)
        self.refresh_chips()

    def show_curves(
        self, training: Sequence[float], validation: Sequence[float] = (), epochs: int = 0, best: int = 0
    ) -> None:
        """One figure an epoch, from epoch 1; NaN is left out. ``best`` is the epoch kept, 0 for none."""
        self._training, self._validation = list(training), list(validation)
        self._epochs, self._best = max(epochs, len(self._training), 1), best
        self.refresh()

    def chips(self) -> list[Chip]:
        shown: list[Chip] = [(TRAINING, tr("training"))]
        return [*shown, (VALIDATION, tr("validation"))] if self._has_validation() else shown

    @abstractmethod
    def range(self) -> tuple[float, float]:
        """The scale: lowest and highest figure."""

    def is_empty(self) -> bool:
        return not self._training

    def empty_words(self) -> tuple[str, str]:
        return tr("Nothing was trained yet."), ""

    def known(self) -> list[float]:
        """All figures of both curves."""
        return [value for value in (*self._training, *self._validation) if np.isfinite(value)]

    def furnish(self) -> None:
        axes = {"left": NumberAxis("left", 52, suffix=self.suffix), "bottom": NumberAxis("bottom", 24, grid=False)}
        self.plot = self.graph.add_plot(axes, (0, 12, 14, 0))
        self.view = self.plot.vb
        self.view.setMouseEnabled(x=True, y=False)
        self._curves = Curves(self.view)
        self._dots = pg.ScatterPlotItem()
        self._words = pg.TextItem(color=theme().color("text1"))
        self._cursor_line = pg.InfiniteLine(angle=90, pen=theme().color("accent"))
        self._words.setTextWidth(theme().px(WORDS))
        self._dots.setZValue(OVER_CURVES)
        for item in (self._dots, self._words, self._cursor_line):
            self.view.addItem(item, ignoreBounds=True)
        self._span = 0

    def draw(self) -> None:
        last = max(self._epochs, 2)
        if last != self._span:
            self._span = last
            self.view.setLimits(xMin=0, xMax=last, minXRange=1)
            self.view.setXRange(0, last)
        low, high = self.range()
        self.view.setYRange(low, high + (high - low) * theme().px(MARK) / 2 / max(self.view.height(), 1.0))
        width, lone = theme().size("plot", "curve_pen"), []
        for slot, values, dash in ((TRAINING, self._training, None), (VALIDATION, self._validation, DASH)):
            y = np.array(values, dtype=np.float64)
            x = np.arange(1, len(y) + 1, dtype=np.float64)
            good, colour = np.isfinite(y), theme().identity(slot)
            self._curves.draw(slot, x[good], y[good], pen(colour, width, dash))
            if good.sum() == 1:
                lone.append({"pos": (x[good][0], y[good][0]), "size": LONE, "brush": colour, "pen": None})
        self._draw_best(lone)
        self._curves.finish()
        self._cursor_line.setVisible(self._cursor is not None)
        self._cursor_line.setValue(self._cursor or 0)

    def _draw_best(self, dots: list[dict[str, object]]) -> None:
        """A ring, and its words below or above, where there is room."""
        validated = self._has_validation()
        curve = self._validation if validated else self._training
        known = 0 < self._best <= len(curve) and bool(np.isfinite(curve[self._best - 1]))
        self._words.setVisible(known)
        if known:
            px, value = theme().px, curve[self._best - 1]
            ring = pen(theme().identity(VALIDATION if validated else TRAINING), 2.0)
            place = {"pos": (self._best, value), "size": px(MARK), "brush": theme().color("plot"), "pen": ring}
            dots = [*dots, place]
            low, high = self.range()
            down = value > (low + high) / 2
            pixel = (high - low) / max(self.view.height(), 1.0)
            near, far = (-px(LEADER), -px(BELOW)) if down else (px(LEADER), px(BELOW))
            line = pen(theme().color("lineStrong"))
            x = np.array([self._best, self._best], np.float64)
            self._curves.draw("leader", x, value + np.array([near, far]) * pixel, line, smooth=False)
            best = tr("best {value}", value=number(value, self.digits) + self.suffix)
            epoch = tr("epoch {epoch}", epoch=self._best)
            self._words.setHtml(two_lines(best, epoch))
            share = self._best / self._span
            self._words.setAnchor((min(max(share, 0.2), 0.8) if not 0.2 < share < 0.8 else 0.5, 0.0 if down else 1.0))
            self._words.setPos(self._best, value + far * pixel)
        self._dots.setData(dots)

    def hover(self, position: QPointF | None) -> None:
        if position is None or not self.view.sceneBoundingRect().contains(position):
            self._cursor = None
            self.say("")
        else:
            epoch = min(max(round(self.view.mapSceneToView(position).x()), 1), len(self._training))
            self._cursor = float(epoch)
            figures = [v[epoch - 1] for v in (self._training, self._validation) if epoch <= len(v)]
            words = " / ".join(number(f, self.digits) + self.suffix for f in figures if np.isfinite(f))
            self.say(tr("{figures} at epoch {epoch}", figures=words, epoch=epoch))
        self.refresh()

    def look(self) -> None:
        self.refresh()

    def autoscale(self) -> None:
        self._span = 0
        self.refresh()

    def table(self) -> Table:
        missing = [float("nan")] * (len(self._training) - len(self._validation))
        rows = zip(range(1, len(self._training) + 1), self._training, [*self._validation, *missing], strict=False)
        return Table(("epoch", "training", "validation"), list(rows))

    def _has_validation(self) -> bool:
        return any(np.isfinite(value) for value in self._validation)


def two_lines(first: str, second: str) -> str:
    """Two short lines, one below the other, in the fonts of a plot."""
    size, family = theme().px(LABEL), theme().font(LABEL).families()[0]
    quiet = theme().color("text2").name()
    return (
        f'<div style="text-align:center; font-family:{family}; font-size:{size}px"><b>{escape(first)}</b><br>'
        f'<span style="color:{quiet}">{escape(second)}</span></div>'
    )
