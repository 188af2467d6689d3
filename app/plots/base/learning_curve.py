"""A figure of trainings per epoch: both parts of one with its best epoch marked, or one curve of each of several."""

from __future__ import annotations

from abc import abstractmethod
from html import escape
from itertools import chain, zip_longest
from typing import Any, ClassVar

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QFontMetrics, QPainter

from app.appearance.theme import theme
from app.i18n.translation import tr, tr_as
from app.plots.base.training_panel import TrainingPanel
from app.plots.exports.spans import Interval
from app.plots.exports.table import Table
from app.plots.parts.axes import NumberAxis
from app.plots.parts.cursor_reading import values_listed
from app.plots.parts.curves import CurveItems
from app.plots.parts.graph import OVER_CURVES
from app.plots.parts.header import Chip
from app.plots.parts.label_place import label_place
from app.plots.parts.marks import Marks
from app.plots.parts.numbers import fixed_point
from app.plots.parts.painting import DASH, pen
from app.widgets.painting import LABEL, RIGHT
from app.widgets.pictures.curves import NamedCurve
from app.widgets.pictures.training_curves import curves_of
from engine.network.values import Floats

LEFT_ROOM, FIRST = 52, 10  # px left of the plot, and of them for half of the first number below it
MARK = 10  # px, the ring around the best epoch
LONE = 5  # px, the dot of a curve of one point
LEADER = 7  # px from the best epoch to its line, or to its words
SHORTEST = 2  # epochs that an empty plot has room for


class LearningCurve(TrainingPanel):
    """A subclass says which ``figure`` and the scale."""

    figure: ClassVar[str]

    @property
    def factor(self) -> float:
        """The factor by which figures are multiplied to be shown: 100 for per cent."""
        return 1.0

    @property
    def suffix(self) -> str:
        """Follows every number."""
        return ""

    @property
    def digits(self) -> int:
        """Decimals of a figure in words."""
        return 3

    @abstractmethod
    def range(self) -> tuple[float, float]:
        """The scale: lowest and highest figure."""

    @property
    def curves(self) -> tuple[NamedCurve, ...]:
        """The curves that are drawn."""
        return curves_of(self.trainings.shown, self.figure)

    def chips(self) -> list[Chip]:
        short = {tr("training"): tr("train"), tr("validation"): tr("valid.")}
        return [(series.slot, series.name, short.get(series.name, series.name)) for series in self.curves]

    def legend(self) -> list[Chip]:
        """Nothing else on the paper says what figure it is."""
        return [(series.slot, tr("{figure}, {part}", figure=self.title, part=series.name)) for series in self.curves]

    def dashes(self, count: int) -> tuple[bool, ...]:
        return tuple(series.dashed for series in self.curves)

    def is_empty(self) -> bool:
        return not any(np.isfinite(series.values).any() for series in self.curves)

    def empty_words(self) -> tuple[str, str]:
        first = self.trainings.first
        if first is None:
            return super().empty_words()
        if not first.is_running:
            return tr("This training has no figures of an epoch."), ""
        return tr("The first epoch is under way."), ""

    def known(self) -> list[float]:
        """All figures that are drawn, on the scale."""
        values = chain.from_iterable(series.values for series in self.curves)
        return [self.factor * value for value in values if np.isfinite(value)]

    def build_items(self) -> None:
        self._axes_suffix = self.suffix
        beside = NumberAxis("left", LEFT_ROOM, suffix=self.suffix)
        below = EpochAxis("bottom", 24, grid=False)
        self.plot = self.graph.add_plot({"left": beside, "bottom": below}, (0, 12, 14, 0))
        self.view = self.plot.vb
        self.view.setMouseEnabled(x=True, y=False)
        self._curves = CurveItems(self.view)
        self._dots = Marks()
        self._words = pg.TextItem(color=theme().color("text1"))
        self._cursor_line = pg.InfiniteLine(angle=90, pen=theme().color("accent"))
        self._dots.setZValue(OVER_CURVES)
        for item in (self._dots, self._words, self._cursor_line):
            self.view.addItem(item, ignoreBounds=True)

    def draw(self) -> None:
        if self.suffix != self._axes_suffix:  # another merit is another scale
            self.graph.bare()
            self.build_items()
            self.graph.apply_layout()
        last, ring = max(self.trainings.length, SHORTEST), theme().px(MARK) / 2
        last += last * ring / max(self.view.width(), 1.0)  # so that none is cut, nor at the highest figure
        self.view.setLimits(xMin=0, xMax=last, minXRange=1)
        self.view.setXRange(*(self.trainings.interval or (0, last)))
        low, high = self.range()
        self.view.setYRange(low, high + (high - low) * ring / max(self.view.height(), 1.0))
        width, dots = theme().size("plot", "curve_pen"), []
        self._words.hide()
        for key, series in enumerate(self.curves):
            y = self.factor * np.array(series.values, dtype=np.float64)
            x = np.arange(1, len(y) + 1, dtype=np.float64)
            good, colour = np.isfinite(y), theme().identity(series.slot)
            self._curves.draw(key, x[good], y[good], pen(colour, width, DASH if series.dashed else None))
            if good.sum() == 1:
                dots.append({"pos": (x[good][0], y[good][0]), "size": LONE, "brush": colour, "pen": None})
            if 0 < series.best <= len(y) and good[series.best - 1]:
                dots.append(self._mark(series, float(y[series.best - 1])))
        self._dots.setData(dots)
        self._curves.finish()
        cursor = self.trainings.cursor
        self._cursor_line.setVisible(cursor is not None and not self.is_on_paper)
        self._cursor_line.setValue(cursor or 0)
        self._show_reading(cursor)

    def _mark(self, series: NamedCurve, value: float) -> dict[str, object]:
        """A ring at the best epoch; its words stand where they hide least of the curves."""
        px, view = theme().px, self.view
        best = tr("best {value}", value=fixed_point(value, self.digits) + self.suffix)
        self._words.setHtml(two_lines(best, tr("epoch {epoch}", epoch=series.best)))
        self._words.setTextWidth(-1)
        self._words.setTextWidth(self._words.textItem.document().idealWidth())
        (left, right), _ = view.viewRange()
        self._words.setVisible(left <= series.best <= right)
        about = view.mapFromView(QPointF(series.best, value))
        size = self._words.textItem.boundingRect().size()
        area = label_place(size, about, view.rect(), self._drawn_curves(), px(LEADER))
        self._words.setAnchor((0.0, 0.0))
        self._words.setPos(view.mapToView(area.topLeft()))
        end = QPointF(min(max(about.x(), area.left()), area.right()), min(max(about.y(), area.top()), area.bottom()))
        line = QLineF(about, end)
        if self._words.isVisible() and line.length() > px(LEADER) + 1:
            begin = view.mapToView(line.pointAt(px(LEADER) / line.length()))
            end = view.mapToView(end)
            x, y = np.array([begin.x(), end.x()]), np.array([begin.y(), end.y()])
            self._curves.draw("leader", x, y, pen(theme().color("lineStrong")))
        ring = pen(theme().identity(series.slot), 2.0)
        return {"pos": (series.best, value), "size": px(MARK), "brush": theme().color("plot"), "pen": ring}

    def _drawn_curves(self) -> list[tuple[Floats, Floats]]:
        """The curves in px of the view."""
        (left, right), (low, high) = self.view.viewRange()
        across, up = self.view.width() / (right - left), self.view.height() / (high - low)
        found = []
        for series in self.curves:
            y = self.factor * np.array(series.values, dtype=np.float64)
            good = np.isfinite(y)
            found.append(((np.flatnonzero(good) + 1.0 - left) * across, (high - y[good]) * up))
        return found

    def hover(self, position: QPointF | None) -> None:
        inside = position is not None and self.view.sceneBoundingRect().contains(position)
        if position is None or not inside:
            self.trainings.point_at(None)
            return
        last = max(len(series.values) for series in self.curves)
        self.trainings.point_at(min(max(round(self.view.mapSceneToView(position).x()), 1), last))

    def _show_reading(self, epoch: int | None) -> None:
        """The figures at the cursor, whichever view of epochs the mouse is in."""
        if epoch is None:
            self.read()
            return
        figures = [self.factor * series.values[epoch - 1] for series in self.curves if epoch <= len(series.values)]
        known = [fixed_point(figure, self.digits) for figure in figures if np.isfinite(figure)]
        if not known:
            self.read()
            return
        figures_there = values_listed(known) + self.suffix
        self.read(tr("{epoch}: {figures}", epoch=epoch, figures=figures_there), figures_there)

    def look(self) -> None:
        (first, last), _ = self.view.viewRange()
        self.trainings.look(first, last)

    def autoscale(self) -> None:
        self.trainings.look_at_all()

    def table(self, span: Interval | None = None) -> Table:
        columns = [[self.factor * value for value in series.values] for series in self.curves]
        rows = [(epoch, *row) for epoch, row in enumerate(zip_longest(*columns, fillvalue=float("nan")), 1)]
        return Table(("epoch", *(series.name for series in self.curves)), rows)


class EpochAxis(NumberAxis):
    """There is nothing between two epochs; what is counted stands before the first number, beneath the other axis."""

    overhang = LEFT_ROOM

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        return [(max(spacing, 1.0), offset) for spacing, offset in super().tickSpacing(low, high, size)]

    def generateDrawSpecs(self, painter: QPainter) -> Any:
        specs = super().generateDrawSpecs(painter)
        if specs is None:
            return None
        line, ticks, texts = specs
        px = theme().px
        box = QRectF(-px(LEFT_ROOM), px(6), px(LEFT_ROOM - FIRST), QFontMetrics(self.style["tickFont"]).height())
        return line, ticks, [(box, RIGHT, tr_as("epochs", "axis")), *texts]


def two_lines(first: str, second: str) -> str:
    """Two short lines, one below the other, in the fonts of a plot."""
    size, family = theme().px(LABEL), theme().font(LABEL).families()[0]
    quiet = theme().color("text2").name()
    return (
        f'<div style="text-align:center; font-family:{family}; font-size:{size}px"><b>{escape(first)}</b><br>'
        f'<span style="color:{quiet}">{escape(second)}</span></div>'
    )
