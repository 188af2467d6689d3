"""The experiment that is looked at, as the panel and every view of it see it: one source of figures and of choices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from psygnal import Signal

from app.document.document import Document
from app.document.experiment import Experiment
from app.experiments.design import Point
from app.experiments.experiment_figures import NONE, ExperimentFigures
from app.experiments.experiment_table import ExperimentTable
from app.experiments.point_runner import ExperimentRow

ORDER = -2  # in the place of a factor: that in which a search asked for its points


class ShownExperiment:
    """``changed`` tells other figures or another choice, ``came`` carries rows that are new.

    ``wanted`` carries the number of a run that is to be opened.

    ``measure`` and the factors ``across`` and ``up`` (or ``NONE``) are what views show, with all other factors at the
    level that ``held`` says. ``opened`` is the point whose values the drawing has now.
    """

    changed = Signal()
    came = Signal(list)
    wanted = Signal(int)

    def __init__(self) -> None:
        self.figures: ExperimentFigures | None = None
        self.table: ExperimentTable | None = None
        self.measure, self.across, self.up = 0, 0, NONE
        self.held: dict[int, int] = {}
        self.opened: int | None = None
        self.version = 0  # rises with every change
        self.is_running = False

    def show(self, document: Document, experiment: Experiment, points: Sequence[Point]) -> None:
        """Look at another experiment, of which no run is known yet; choices that suit it stay."""
        before = self.figures
        self.figures, self.table = ExperimentFigures(experiment, points), ExperimentTable(document, experiment)
        if before is None or _kind(before.experiment) != _kind(experiment):
            self._choose_usual()
            self.held, self.opened = {}, None
        self.measure = min(self.measure, len(experiment.measures) - 1)
        self._tell()

    def _choose_usual(self) -> None:
        """Show a search as it went, and else the first two factors."""
        figures = self.figures
        assert figures is not None
        if figures.is_search:
            self.across, self.up, self.measure = ORDER, NONE, figures.objective
        else:
            self.across, self.up = 0, 1 if len(figures.experiment.factors) > 1 else NONE

    def show_nothing(self) -> None:
        """Look at none."""
        if self.figures is not None:
            self.figures, self.table, self.opened = None, None, None
            self._tell()

    def add(self, rows: Iterable[ExperimentRow]) -> None:
        """Take in what runs have measured."""
        if self.figures is None:
            return
        came = list(rows)
        for row in came:
            self.figures.add(row)
        self.came.emit(came)
        self._tell()

    def set_running(self, is_running: bool) -> None:
        """Say whether more is to come."""
        if is_running != self.is_running:
            self.is_running = is_running
            self._tell()

    def choose_measure(self, measure: int) -> None:
        """Show another measure."""
        self.measure = measure
        self._tell()

    def choose_across(self, factor: int) -> None:
        """Show another factor from left to right, or the order of points; one that stood upwards changes places."""
        if factor == ORDER:
            self.up = NONE
        elif factor == self.up:
            self.up = self.across
        self.across = factor
        self._tell()

    def choose_up(self, factor: int) -> None:
        """Show another factor upwards, as a map; ``NONE`` for a curve."""
        if self.across == ORDER and factor != NONE:
            self.across = next(f for f in self.others((factor,)))
        elif factor == self.across:
            self.across = self.up if self.up != NONE else next(f for f in self.others((factor,)))
        self.up = factor
        self._tell()

    def hold(self, factor: int, level: int) -> None:
        """Show where a further factor has another of its values."""
        self.held[factor] = level
        self._tell()

    def others(self, shown: Sequence[int]) -> list[int]:
        """The factors beside those that are shown."""
        count = 0 if self.figures is None else len(self.figures.levels)
        return [factor for factor in range(count) if factor not in shown]

    def open(self, point: int) -> None:
        """Have a point's values put into the drawing, with its first seed."""
        if self.figures is not None:
            self.wanted.emit(point * len(self.figures.experiment.seeds))

    def mark_opened(self, point: int | None) -> None:
        """The drawing has the values of this point now."""
        if point != self.opened:
            self.opened = point
            self._tell()

    def _tell(self) -> None:
        self.version += 1
        self.changed.emit()


def _kind(experiment: Experiment) -> tuple[object, ...]:
    return experiment.factors, experiment.design.is_search
