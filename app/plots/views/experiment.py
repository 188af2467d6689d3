"""A measure of an experiment: a curve over one factor with its spread over seeds, or a map over two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt

from app.appearance.theme import theme
from app.appearance.value_scale import value_table
from app.document.document import Document
from app.experiments.experiment_figures import NONE, ExperimentFigures, Level
from app.experiments.shown_experiment import ORDER, ShownExperiment
from app.i18n.translation import tr, translatable
from app.plots.base.panel import OF_EXPERIMENTS, Panel, Sources
from app.plots.exports.spans import Interval
from app.plots.exports.table import Table
from app.plots.parts.axes import NumberAxis, PowerAxis
from app.plots.parts.curves import CurveItems
from app.plots.parts.graph import OVER_CURVES
from app.plots.parts.header import NOTE, Chip
from app.plots.parts.level_axis import BELOW_ROOM, BESIDE_ROOM, NAME_ROOM, LevelAxis, name_axis
from app.plots.parts.marks import Marks
from app.plots.parts.painting import pen
from app.plots.parts.value_colours import GROUND, ValueBar, ValueImage
from app.running.record.fields import Weighed
from app.widgets.quantities import number_words
from engine.network.values import Floats

DASHES = [5.0, 4.0]  # px, of the line of what is to be reached
MARGIN = 0.04  # of a range, free at both ends
DOT, RING, SPREAD_DOT, BEST = 6, 14, 9, 10  # px
BAND = 60  # of 255: how opaque the spread is
BAR_ROOM = 76
MOST_DOTS = 400  # of a curve; more would be one band
REACH = 40.0  # px from a point within which the mouse means it
DIGITS = 4


class ExperimentView(Panel):
    """Of the experiment that is looked at; a click on a point opens its values in the drawing.

    Two factors of a crossed design are a map, of any other design dots in the colour of their value.
    """

    called = translatable("Experiment")
    also_called = translatable("parameter sweep, heat map, tuning curve, regime diagram")
    icon_name = "experiments"
    order = 300
    subject = OF_EXPERIMENTS

    def __init__(self, shown: ShownExperiment) -> None:
        self._shown_experiment = shown
        self._built: tuple[object, ...] = ()
        super().__init__()
        shown.changed.connect(self.refresh)
        self.refresh_chips()

    @classmethod
    def of(cls, sources: Sources) -> ExperimentView:
        return cls(sources.experiment)

    @classmethod
    def fits(cls, document: Document) -> bool:
        return bool(document.experiments)

    def leave(self) -> None:
        self._shown_experiment.changed.disconnect(self.refresh)

    @property
    def _figures(self) -> ExperimentFigures | None:
        return self._shown_experiment.figures

    @property
    def _is_map(self) -> bool:
        return self._shown_experiment.up != NONE

    def shown_state(self) -> object:
        return self._shown_experiment.version

    def chips(self) -> list[Chip]:
        shown, figures, table = self._shown_experiment, self._figures, self._shown_experiment.table
        if figures is None or table is None:
            return []
        found: list[Chip] = [(-1, table.measures[shown.measure].head)]
        seeds = len(figures.experiment.seeds)
        if seeds > 1:
            words = tr("mean of {count} {count:seed|seeds}", count=seeds)
            has_band = not self._is_map and figures.is_line and shown.across != ORDER
            found.append((NOTE, tr("{mean} ± deviation", mean=words) if has_band else words))
        best = figures.best
        if best is not None and shown.measure == figures.objective:
            reached = _words(float(figures.mean(shown.measure)[best]), table.measures[shown.measure].unit)
            found.append((NOTE, tr("best: {value}", value=reached)))
        for factor in shown.others((shown.across, shown.up)) if figures.is_grid else []:
            value = figures.levels[factor][shown.held.get(factor, 0)]
            found.append((NOTE, f"{table.factors[factor].name} = {_words(value, table.factors[factor].unit)}"))
        return found

    def is_empty(self) -> bool:
        figures = self._figures
        return figures is None or not figures.levels or not np.isfinite(figures.mean(self._measure)).any()

    @property
    def _measure(self) -> int:
        return self._shown_experiment.measure

    def empty_words(self) -> tuple[str, str]:
        figures = self._figures
        if figures is None:
            return tr("No experiment is looked at. Plan one in the panel Experiments."), ""
        if not figures.levels:
            return tr("Nothing is varied in this experiment: its results stand in the table."), ""
        if self._shown_experiment.is_running and not figures.rows:
            return tr("The first run is under way."), ""
        if figures.rows:
            return tr("This measure is not known of any run so far."), ""
        return tr("Nothing was run yet. Run all begins in the panel Experiments."), ""

    # items

    def build_items(self) -> None:
        figures, shown = self._figures, self._shown_experiment
        self._built = self._wanted()
        if figures is None or not figures.levels:
            self.plot = self.graph.add_plot({"left": NumberAxis("left", BESIDE_ROOM)})
            self.view, self._below, self._beside = self.plot.vb, None, None
            return
        self._below = self._axis("bottom", shown.across, BELOW_ROOM + NAME_ROOM)
        if self._is_map:
            self._beside = self._axis("left", shown.up, BESIDE_ROOM + NAME_ROOM)
            self._bar = ValueBar(BAR_ROOM)
            axes = {"left": self._beside, "bottom": self._below, "right": self._bar}
        else:
            self._beside = NumberAxis("left", BESIDE_ROOM + NAME_ROOM)
            axes = {"left": self._beside, "bottom": self._below}
        self.plot = self.graph.add_plot(axes, (4, 12, 0 if self._is_map else 22, 2))
        self.view = self.plot.vb
        self.view.setMouseEnabled(x=not self._is_map, y=not self._is_map)
        self._curves = CurveItems(self.view)
        self._edges = pg.PlotCurveItem(), pg.PlotCurveItem()
        self._band = pg.FillBetweenItem(*self._edges)
        self._image = ValueImage(self.view) if self._is_map else None
        self._marks = Marks()
        self._marks.setZValue(OVER_CURVES)
        for item in (self._band, self._marks):
            self.view.addItem(item, ignoreBounds=True)

    def _wanted(self) -> tuple[object, ...]:
        """The key of what the axes depend on: where it is another, the items are built anew."""
        shown, figures = self._shown_experiment, self._figures
        if figures is None:
            return (None,)
        shown_factors = [factor for factor in (shown.across, shown.up) if factor >= 0]
        return figures.experiment.factors, shown.across, shown.up, *map(figures.is_of_numbers, shown_factors)

    def _axis(self, side: str, factor: int, room: int) -> Any:
        figures = self._figures
        assert figures is not None
        if factor == ORDER:
            return NumberAxis(side, room)
        if self._is_cells or not figures.is_of_numbers(factor):
            return LevelAxis(side, room)
        return PowerAxis(side, room) if figures.is_logarithmic(factor) else NumberAxis(side, room)

    @property
    def _is_cells(self) -> bool:
        """True for a map of cells, whose values stand at equal distances."""
        return self._is_map and self._figures is not None and self._figures.is_grid

    def _places(self, factor: int) -> Floats:
        """The places of the values of a factor along its axis, (levels,)."""
        figures = self._figures
        assert figures is not None
        levels = figures.levels[factor]
        if self._is_cells or not figures.is_of_numbers(factor):
            return np.arange(len(levels), dtype=np.float64) + 0.5
        places: Floats = np.array(levels, np.float64)
        return np.log10(places) if figures.is_logarithmic(factor) else places

    def _along(self, factor: int, points: Sequence[int]) -> Floats:
        """The places of points along the axis of a factor, (points,)."""
        figures = self._figures
        assert figures is not None
        if factor == ORDER:
            return np.array(points, np.float64) + 1
        return self._places(factor)[[figures.places_of(point)[factor] for point in points]]

    # drawing

    def draw(self) -> None:
        figures, shown, table = self._figures, self._shown_experiment, self._shown_experiment.table
        if figures is None or table is None:
            return
        if self._wanted() != self._built:
            self.graph.bare()
            self.build_items()
            self.graph.apply_layout()
        self._name(self._below, shown.across)
        if self._is_map:
            self._name(self._beside, shown.up)
            self._draw_map(figures)
        else:
            name_axis(self._beside, table.measures[shown.measure].head)
            self._draw_curve(figures)

    def _name(self, axis: Any, factor: int) -> None:
        figures, table = self._figures, self._shown_experiment.table
        assert figures is not None and table is not None
        name_axis(axis, tr("point") if factor == ORDER else table.factors[factor].head)
        if isinstance(axis, LevelAxis):
            axis.show_levels(self._places(factor).tolist(), [_words(level) for level in figures.levels[factor]])

    def _draw_curve(self, figures: ExperimentFigures) -> None:
        shown = self._shown_experiment
        is_history = shown.across == ORDER
        curve = figures.history(shown.measure) if is_history else figures.curve(shown.measure, shown.across, shown.held)
        x, y = self._along(shown.across, curve.points), curve.mean
        is_line = figures.is_line and not is_history
        spread = np.nan_to_num(curve.deviation) if is_line else np.zeros(len(y))
        known = np.isfinite(y)
        colour = theme().color("accent")
        places = np.array([1.0, figures.experiment.points]) if is_history else self._places(shown.across)
        self._set_range(places, np.concatenate([(y - spread)[known], (y + spread)[known]]))
        for edge, values in zip(self._edges, (y - spread, y + spread), strict=True):
            edge.setData(x[known], values[known])
        has_band = bool(known.sum() > 1 and spread.any())
        self._band.setVisible(has_band)
        colour.setAlpha(BAND)
        self._band.setBrush(colour)
        colour.setAlpha(255)
        line = pen(colour, theme().size("plot", "curve_pen"))
        if is_line:
            self._curves.draw("mean", x[known], y[known], line)
        elif is_history and shown.measure == figures.objective and known.any():
            best = figures.mean(shown.measure)[list(figures.best_so_far(curve.points))]
            self._curves.draw("best so far", np.repeat(x, 2)[1:], np.repeat(best, 2)[:-1], line, connect="finite")
        if figures.target is not None and shown.measure == figures.objective:
            line = pen(theme().color("text2"), 1.0, DASHES)
            self._curves.draw("target", places[[0, -1]], np.full(2, figures.target), line)
        self._curves.finish()
        dots = [
            {"pos": (a, b), "size": theme().px(DOT), "brush": colour, "pen": None}
            for a, b in zip(x[known], y[known], strict=True)
        ]
        self._show_marks(dots if len(dots) <= MOST_DOTS or not is_line else [], x, y, curve.points)

    def _show_marks(self, dots: list[dict[str, Any]], x: Floats, y: Floats, points: Sequence[int]) -> None:
        """Dots, a larger one of the best point of a search, and a ring around that whose values the drawing has."""
        figures, opened = self._figures, self._shown_experiment.opened
        best = None if figures is None else figures.best
        for at, point in enumerate(points):
            if point == best and np.isfinite(y[at]):
                edge, brush = pen(theme().color("text1"), 1.0), theme().color("accent")
                dots = [*dots, {"pos": (x[at], y[at]), "size": theme().px(BEST), "brush": brush, "pen": edge}]
        place = next((at for at, point in enumerate(points) if point == opened), None)
        if place is not None and np.isfinite(y[place]) and not self.is_on_paper:
            ring = pen(theme().color("text1"), 2.0)
            dots = [*dots, {"pos": (x[place], y[place]), "size": theme().px(RING), "brush": None, "pen": ring}]
        self._marks.setData(dots)

    def _draw_map(self, figures: ExperimentFigures) -> None:
        shown, colour = self._shown_experiment, theme().color("accent")
        assert self._image is not None and shown.table is not None
        means = figures.mean(shown.measure)
        finite = means[np.isfinite(means)]
        low, high = float(finite.min()), float(finite.max())
        high = high if high > low else low + 1.0
        self._bar.show_scale(low, high, shown.table.measures[shown.measure].unit, colour)
        if figures.is_grid:
            cells = figures.cells(shown.measure, shown.across, shown.up, shown.held)
            rows, columns = cells.shape
            self.view.setRange(xRange=(0, columns), yRange=(0, rows), padding=0.0)
            there = np.isfinite(cells)
            self._image.show(Weighed(np.where(there, cells, np.nan), there), low, high, colour)
            at = [(place, point) for point in self._visible(figures) if (place := figures.places_of(point))]
            x = np.array([place[shown.across] + 0.5 for place, _ in at])
            y = np.array([place[shown.up] + 0.5 for place, _ in at])
            self._show_marks([], x, y, [point for _, point in at])
            return
        points = figures.known
        x, y, means = self._along(shown.across, points), self._along(shown.up, points), means[list(points)]
        self._set_range(x, y)
        table = value_table(theme().color(GROUND).rgb(), colour.rgb())
        known = np.isfinite(means)
        shades = table[np.clip((means[known] - low) / (high - low) * (len(table) - 1), 0, len(table) - 1).astype(int)]
        dots = [
            {"pos": (a, b), "size": theme().px(SPREAD_DOT), "brush": tuple(shade.tolist()), "pen": None}
            for a, b, shade in zip(x[known], y[known], shades, strict=True)
        ]
        self._show_marks(dots, x, y, points)

    def _visible(self, figures: ExperimentFigures) -> list[int]:
        """The points that lie in the map or the curve as it is held."""
        shown = self._shown_experiment
        free = (shown.across, shown.up) if self._is_map else (shown.across,)
        held = [f for f in range(len(figures.levels)) if f not in free] if figures.is_grid else []
        return [
            point for point in figures.known
            if all(figures.places_of(point)[factor] == shown.held.get(factor, 0) for factor in held)
        ]  # fmt: skip

    def _set_range(self, x: Floats, y: Floats) -> None:
        ranges = []
        for values in (x, y):
            low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
            room = (high - low) * MARGIN if high > low else abs(high) * MARGIN or 1.0
            ranges.append((low - room, high + room))
        self.view.setRange(xRange=ranges[0], yRange=ranges[1], padding=0.0)

    # the mouse

    def _point_at(self, position: QPointF) -> int | None:
        """The point that the mouse means: the cell, or the nearest dot."""
        figures, shown = self._figures, self._shown_experiment
        if figures is None or self.is_empty() or not self.view.sceneBoundingRect().contains(position):
            return None
        at = self.view.mapSceneToView(position)
        if self._is_cells:
            limits = len(figures.levels[shown.across]), len(figures.levels[shown.up])
            cell = min(int(at.x()), limits[0] - 1), min(int(at.y()), limits[1] - 1)
            return figures.point_at({**shown.held, shown.across: cell[0], shown.up: cell[1]})
        means = figures.mean(shown.measure)
        points = [point for point in self._visible(figures) if np.isfinite(means[point])]
        if not points:
            return None
        width, height = self.view.viewPixelSize()
        across = np.abs(self._along(shown.across, points) - at.x()) / width
        if self._is_map:
            apart = across + np.abs(self._along(shown.up, points) - at.y()) / height
        elif figures.is_line:
            apart = across  # a curve is meant wherever the mouse is above or below it
        else:
            apart = across + np.abs(means[points] - at.y()) / height
        nearest = int(apart.argmin())
        is_meant = apart[nearest] <= REACH or (figures.is_line and not self._is_map)
        return points[nearest] if is_meant else None

    def hover(self, position: QPointF | None) -> None:
        point = None if position is None else self._point_at(position)
        self.graph.viewport().setCursor(
            Qt.CursorShape.ArrowCursor if point is None else Qt.CursorShape.PointingHandCursor
        )
        if point is None:
            self.read()
        else:
            self.read(*self._reading(point))

    def _reading(self, point: int) -> tuple[str, ...]:
        figures, shown, table = self._figures, self._shown_experiment, self._shown_experiment.table
        assert figures is not None and table is not None
        mean, deviation = figures.mean(shown.measure)[point], figures.deviation(shown.measure)[point]
        unit = table.measures[shown.measure].unit
        value = "–" if np.isnan(mean) else number_words(float(mean), digits=DIGITS)
        if np.isfinite(deviation):
            value = f"{value} ± {number_words(float(f'{deviation:.2g}'))}"
        value = f"{value} {unit}".strip() if unit != "1" else value
        axes: Sequence[int] = (shown.across, shown.up) if self._is_map else (shown.across,)
        if shown.across == ORDER:
            axes = range(len(figures.levels))
        places = figures.places_of(point)
        where = [_words(figures.levels[f][places[f]], table.factors[f].unit) for f in axes]
        return f"{', '.join(where)}: {value}", value

    def click(self, position: QPointF) -> None:
        point = self._point_at(position)
        if point is not None:
            self._shown_experiment.open(point)

    def autoscale(self) -> None:
        self.refresh()

    def table(self, span: Interval | None = None) -> Table:
        shown = self._shown_experiment
        if shown.table is None or shown.figures is None:
            return Table((), [])
        heads = [column.head for column in (*shown.table.factors, *shown.table.measures)]
        count = len(shown.table.factors)
        rows = [
            (row.point, *row.values, row.seed, *(float("nan") if v is None else v for v in row.measures))
            for _, row in sorted(shown.figures.rows.items())
        ]
        return Table(("point", *heads[:count], "seed", *heads[count:]), rows)


def _words(level: Level, unit: str = "") -> str:
    words = tr(level) if isinstance(level, str) else number_words(float(f"{level:.4g}"))
    return f"{words} {unit}".strip() if unit != "1" else words
