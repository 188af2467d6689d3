"""Figures of an experiment: measures of its runs, laid out by the values of its factors, for curves and maps."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from app.document.experiment import Design, Experiment, Spacing, ValueRange
from app.experiments.design import Point
from app.experiments.experiment_run import is_lost
from app.experiments.point_runner import ExperimentRow
from engine.network.values import Floats

Level: TypeAlias = float | str
NOTHING: Mapping[int, int] = {}


@dataclass(frozen=True)
class MeasuredCurve:
    """Means over seeds of one measure along one factor: ``x`` are places of levels, all of them (levels,).

    ``deviation`` is that of a sample of seeds, NaN of one seed alone; ``points`` are the places in the design.
    """

    x: Sequence[int]
    points: Sequence[int]
    mean: Floats
    deviation: Floats


class ExperimentFigures:
    """The figures of an ``experiment`` at its ``points``; rows are added as they come."""

    def __init__(self, experiment: Experiment, points: Sequence[Point]) -> None:
        self.experiment, self.points = experiment, points
        self.levels: tuple[tuple[Level, ...], ...] = tuple(
            _levels([point[place] for point in points]) for place in range(len(experiment.factors))
        )
        known = [{level: at for at, level in enumerate(levels)} for levels in self.levels]
        self._at = [tuple(places[value] for places, value in zip(known, point, strict=True)) for point in points]
        self._point_at = {places: number for number, places in enumerate(self._at)}
        shape = len(points), len(experiment.seeds), len(experiment.measures)
        self.measured: Floats = np.full(shape, np.nan)
        self.rows: dict[int, ExperimentRow] = {}

    def add(self, row: ExperimentRow) -> None:
        """Put in what a run has measured."""
        point, seed = divmod(row.row, len(self.experiment.seeds))
        self.rows[row.row] = row
        self.measured[point, seed] = [math.nan if value is None else value for value in row.measures]

    @property
    def count(self) -> int:
        """The number of runs when all are made."""
        return len(self.points) * len(self.experiment.seeds)

    @property
    def done(self) -> int:
        """The number of runs that are over, but for those whose process was ended: these are made anew."""
        return sum(not is_lost(row) for row in self.rows.values())

    @property
    def failed(self) -> int:
        """The number of runs that could not be made."""
        return sum(row.problem is not None for row in self.rows.values())

    @property
    def is_grid(self) -> bool:
        """True where every value meets every other, so that others than two can be held fixed."""
        return self.experiment.design is Design.CROSSED

    def is_logarithmic(self, factor: int) -> bool:
        """Tell whether values of a factor lie at equal distances in their logarithm, and above zero."""
        values = self.experiment.factors[factor].values
        is_so = isinstance(values, ValueRange) and values.spacing is Spacing.LOGARITHMIC
        return is_so and all(isinstance(level, float) and level > 0.0 for level in self.levels[factor])

    def is_of_numbers(self, factor: int) -> bool:
        """Tell whether all values of a factor are numbers."""
        return all(isinstance(level, float) for level in self.levels[factor])

    def mean(self, measure: int) -> Floats:
        """Means over those seeds that are known, (points,); NaN where none is."""
        values = self.measured[:, :, measure]
        known = np.isfinite(values)
        counts = known.sum(axis=1)
        sums = np.where(known, values, 0.0).sum(axis=1)
        means: Floats = np.divide(sums, counts, out=np.full(len(values), np.nan), where=counts > 0)
        return means

    def deviation(self, measure: int) -> Floats:
        """Deviations over seeds as of a sample, (points,); NaN where fewer than two are known."""
        values = self.measured[:, :, measure]
        known = np.isfinite(values)
        counts = known.sum(axis=1)
        apart = np.where(known, values - self.mean(measure)[:, None], 0.0)
        squares = (apart**2).sum(axis=1)
        found: Floats = np.sqrt(np.divide(squares, counts - 1, out=np.full(len(values), np.nan), where=counts > 1))
        return found

    def curve(self, measure: int, along: int, others: Mapping[int, int] = NOTHING) -> MeasuredCurve:
        """A measure along a factor; of a crossed design with ``others`` at these levels, the first where not named."""
        found = [point for point, places in enumerate(self._at) if self._holds(places, others, (along,))]
        found.sort(key=lambda point: self._at[point][along])
        mean, deviation = self.mean(measure)[found], self.deviation(measure)[found]
        return MeasuredCurve([self._at[point][along] for point in found], found, mean, deviation)

    def cells(self, measure: int, across: int, up: int, others: Mapping[int, int] = NOTHING) -> Floats:
        """Means of a crossed design over two factors, (levels of ``up``, levels of ``across``); NaN where not known."""
        means = self.mean(measure)
        cells = np.full((len(self.levels[up]), len(self.levels[across])), np.nan)
        for point, places in enumerate(self._at):
            if self._holds(places, others, (across, up)):
                cells[places[up], places[across]] = means[point]
        return cells

    def point_at(self, places: Mapping[int, int]) -> int | None:
        """The place in the design of the point at these levels, the first where not named; None where there is none."""
        wanted = tuple(places.get(factor, 0) for factor in range(len(self.levels)))
        return self._point_at.get(wanted)

    def places_of(self, point: int) -> tuple[int, ...]:
        """The level of each factor at a point."""
        return self._at[point]

    def _holds(self, places: Sequence[int], others: Mapping[int, int], free: Sequence[int]) -> bool:
        """Tell whether a point lies where the factors that are not free are held; of no grid all do."""
        held = (factor for factor in range(len(places)) if factor not in free)
        return not self.is_grid or all(places[factor] == others.get(factor, 0) for factor in held)


def _levels(values: Sequence[Level]) -> tuple[Level, ...]:
    """The different values: numbers by size, words in their order."""
    different = dict.fromkeys(values)
    if all(isinstance(value, float) for value in different):
        return tuple(sorted(different, key=float))
    return tuple(different)
