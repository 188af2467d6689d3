"""Figures of an experiment: measures of its runs, laid out by the values of its factors, for curves and maps."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from app.document.experiment import Design, Experiment, Goal, Spacing, ValueRange
from app.experiments.design import Point
from app.experiments.experiment_run import is_lost
from app.experiments.point_runner import ExperimentRow
from app.experiments.search import costs, objective_place
from engine.network.values import Floats

Level: TypeAlias = float | str
NOTHING: Mapping[int, int] = {}
NONE = -1  # in the place of a factor or a measure


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
    """The figures of an ``experiment`` at its ``points``; rows are added as they come.

    Of a search, whose points nobody knows before, they come with their rows; until then they are None.
    """

    def __init__(self, experiment: Experiment, points: Sequence[Point]) -> None:
        self.experiment = experiment
        self.is_search = experiment.design.is_search
        self.points: list[Point | None] = [None] * experiment.points if self.is_search else list(points)
        shape = len(self.points), len(experiment.seeds), len(experiment.measures)
        self.measured: Floats = np.full(shape, np.nan)
        self.rows: dict[int, ExperimentRow] = {}
        self._known: _Levels | None = None

    def add(self, row: ExperimentRow) -> None:
        """Put in what a run has measured."""
        point, seed = divmod(row.row, len(self.experiment.seeds))
        self.rows[row.row] = row
        self.measured[point, seed] = [math.nan if value is None else value for value in row.measures]
        if self.points[point] is None:
            self.points[point] = row.values
            self._known = None

    @property
    def _levels(self) -> _Levels:
        if self._known is None:
            self._known = _Levels(self.points, len(self.experiment.factors))
        return self._known

    @property
    def levels(self) -> tuple[tuple[Level, ...], ...]:
        """The different values of each factor."""
        return self._levels.of_factors

    @property
    def known(self) -> Sequence[int]:
        """The places of the points whose values are known."""
        return list(self._levels.at)

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
    def is_line(self) -> bool:
        """True where points that are neighbours along a factor differ by it alone, or by all factors alike."""
        return len(self.experiment.factors) == 1 or not self.experiment.design.is_sampled

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
        found = [point for point, places in self._levels.at.items() if self._holds(places, others, (along,))]
        found.sort(key=lambda point: self._levels.at[point][along])
        mean, deviation = self.mean(measure)[found], self.deviation(measure)[found]
        return MeasuredCurve([self._levels.at[point][along] for point in found], found, mean, deviation)

    def history(self, measure: int) -> MeasuredCurve:
        """A measure along the order of the points; ``x`` are their numbers, from 1 on."""
        found = list(self.known)
        mean, deviation = self.mean(measure)[found], self.deviation(measure)[found]
        return MeasuredCurve([point + 1 for point in found], found, mean, deviation)

    def best_so_far(self, points: Sequence[int]) -> Sequence[int]:
        """The best one among each of the ``points`` of a search and those before it; the first where none is known."""
        found = self._costs()[list(points)]
        lowest = np.minimum.accumulate(np.where(np.isfinite(found), found, np.inf))
        before = np.concatenate([[np.inf], lowest[:-1]])
        best = np.maximum.accumulate(np.where(lowest < before, np.arange(len(points)), 0))
        return [points[place] for place in best]

    @property
    def best(self) -> int | None:
        """The point of a search that comes nearest to its objective; None before one is measured."""
        if not self.is_search:
            return None
        found = self._costs()
        return int(np.nanargmin(found)) if np.isfinite(found).any() else None

    @property
    def objective(self) -> int:
        """The place of the measure that a search is about; NONE of any other experiment."""
        return objective_place(self.experiment) if self.is_search else NONE

    @property
    def target(self) -> float | None:
        """The value that a search is to reach, in the unit of its measure."""
        wanted = self.experiment.objective
        return wanted.target if self.is_search and wanted.goal is Goal.REACH else None

    def _costs(self) -> Floats:
        return costs(self.experiment.objective, self.mean(self.objective))

    def cells(self, measure: int, across: int, up: int, others: Mapping[int, int] = NOTHING) -> Floats:
        """Means of a crossed design over two factors, (levels of ``up``, levels of ``across``); NaN where not known."""
        means = self.mean(measure)
        cells = np.full((len(self.levels[up]), len(self.levels[across])), np.nan)
        for point, places in self._levels.at.items():
            if self._holds(places, others, (across, up)):
                cells[places[up], places[across]] = means[point]
        return cells

    def point_at(self, places: Mapping[int, int]) -> int | None:
        """The place in the design of the point at these levels, the first where not named; None where there is none."""
        wanted = tuple(places.get(factor, 0) for factor in range(len(self.levels)))
        return self._levels.points.get(wanted)

    def values_of(self, point: int) -> Point:
        """The values of the factors at a point that is known."""
        return tuple(levels[at] for levels, at in zip(self.levels, self._levels.at[point], strict=True))

    def places_of(self, point: int) -> tuple[int, ...]:
        """The level of each factor at a point."""
        return self._levels.at[point]

    def _holds(self, places: Sequence[int], others: Mapping[int, int], free: Sequence[int]) -> bool:
        """Tell whether a point lies where the factors that are not free are held; of no grid all do."""
        held = (factor for factor in range(len(places)) if factor not in free)
        return not self.is_grid or all(places[factor] == others.get(factor, 0) for factor in held)


class _Levels:
    """The values ``of_factors``, the level of each ``at`` the points that are known, and the ``points`` at levels."""

    def __init__(self, points: Sequence[Point | None], factors: int) -> None:
        known = {place: point for place, point in enumerate(points) if point is not None}
        self.of_factors = tuple(_different([point[factor] for point in known.values()]) for factor in range(factors))
        places = [{level: at for at, level in enumerate(levels)} for levels in self.of_factors]
        self.at = {
            place: tuple(levels[value] for levels, value in zip(places, point, strict=True))
            for place, point in known.items()
        }
        self.points = {levels: place for place, levels in self.at.items()}


def _different(values: Sequence[Level]) -> tuple[Level, ...]:
    """The different values: numbers by size, words in their order."""
    different = dict.fromkeys(values)
    if all(isinstance(value, float) for value in different):
        return tuple(sorted(different, key=float))
    return tuple(different)
