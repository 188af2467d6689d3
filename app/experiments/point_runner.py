"""One run of an experiment: the values of a point put into the drawing, a seed, and what is measured."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from app.commands.editor import Editor
from app.commands.setting import set_value
from app.document.document import Document
from app.document.experiment import Experiment
from app.document.meaning.precision import in_precision
from app.document.meaning.value_addresses import UnknownAddress
from app.document.place_words import place_words
from app.experiments.design import Point
from app.experiments.factors import address_in
from app.experiments.measure_expression import MeasureProblem, parse_measure
from app.experiments.measures import MeasuredRun
from app.running.failures import problems_of
from app.running.trainings.outcome_file import plain_problem
from engine.backends import FASTEST
from engine.problems import NetworkError, Problem, declare

THREADS = 1  # of a run: the machine is shared by runs
GONE = declare("experiment-refers-to-what-is-gone", "{reason}", "Take it out of the experiment, or draw it again.")


class ExperimentRow(Struct, frozen=True):
    """One run: the place of its point in the design, its seed, the values of the point, and what came of it.

    ``measures`` are in the order of the experiment, None where one is not known. A run that could not be made has a
    ``problem``, as plain data, and the title of its ``place``.
    """

    row: int
    point: int
    seed: int
    values: Point
    measures: tuple[float | None, ...] = ()
    seconds: float = 0.0
    problem: dict[str, Any] | None = None
    place: str = ""


def put_point(editor: Editor, experiment: Experiment, values: Point) -> None:
    """Give the factors these values in the drawing, a step of undo each. Raises UnknownAddress, and Refused."""
    for factor, value in zip(experiment.factors, values, strict=True):
        set_value(editor, address_in(editor.document, factor), value)


class PointRunner:
    """Runs points of an ``experiment`` on a drawing of its own, which is after each as it was before."""

    def __init__(self, document: Document, experiment: Experiment, backend: str = FASTEST) -> None:
        self._experiment, self._backend = experiment, backend
        self._editor = Editor()
        self._editor.load(document)

    def run(self, row: int, point: int, values: Point, seed: int) -> ExperimentRow:
        """Run and measure; whatever went wrong is in the row."""
        begun = time.perf_counter()
        try:
            measures = self._measured(values, seed)
        except Exception as error:  # a point costs only itself, whatever it is
            problem = self._problem(error)
            place = place_words(self._editor.document, problem)
            return ExperimentRow(
                row, point, seed, values, (None,) * len(self._experiment.measures), time.perf_counter() - begun,
                plain_problem(problem), place,
            )  # fmt: skip
        finally:
            self._editor.go_to_step(0)
        return ExperimentRow(row, point, seed, values, measures, time.perf_counter() - begun)

    def _measured(self, values: Point, seed: int) -> tuple[float | None, ...]:
        from engine.simulation.simulation import Simulation

        document = self._editor.document
        put_point(self._editor, self._experiment, values)
        measures = [parse_measure(document, text) for text in self._experiment.measures]
        description, precision = in_precision(document)
        simulation = Simulation(description, seed=seed, backend=self._backend, precision=precision, threads=THREADS)
        record = simulation.run(self._experiment.duration)
        run = MeasuredRun(simulation, record, self._experiment.discarded)
        found = [measure.value(run) for measure in measures]
        return tuple(None if value != value else value for value in found)

    def _problem(self, error: Exception) -> Problem:
        if isinstance(error, UnknownAddress | MeasureProblem):
            return Problem("", GONE, {"reason": str(error)})
        problems: Sequence[Problem] = problems_of(error)
        if isinstance(error, NetworkError):
            problems = [problem for problem in problems if problem.is_fatal] or problems
        return problems[0]
