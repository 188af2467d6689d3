"""A comparison: the same network by several methods, a row for each training, what fails said in its row."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from engine.circuit.circuit import Circuit
from engine.learning.components.figures import Metric, TrainingState
from engine.learning.components.method import LearningMethod
from engine.learning.methods import methods
from engine.learning.training.comparing import FIGURES, ComparedRun, compare, spread_of_rows, summaries
from engine.learning.training.costs import Cost
from engine.learning.training.fitting import fit
from engine.learning.training.training_progress import Progress
from engine.problems import Problem, declare
from tests.engine.learning.networks import small

REASON = declare("test.comparing.never", "It never fits.", "Draw another network.")
EPOCHS = {"epochs": 2}


class Never(LearningMethod, abstract=True):
    """Fits nothing."""

    title = "Never"
    key = "learning/never"

    @classmethod
    def misfits(cls, circuit: Circuit) -> list[Problem]:
        return [Problem("out", REASON)]


def _compared(**changes: Any) -> list[ComparedRun]:
    gradient = methods()["surrogate_gradient"]
    given: dict[str, Any] = {"settings": {"first": EPOCHS, "second": {"epochs": 1}}, **changes}
    return list(compare(small(), {"first": gradient, "never": Never, "second": gradient}, (0, 1), **given))


def test_each_training_is_the_one_that_fit_would_have_made() -> None:
    never, *rows = _compared(validation=0.1)
    assert (never.state, never.seed, never.problem) == (TrainingState.REFUSED, None, Problem("out", REASON))
    assert [(row.state, row.seed, row.epochs) for row in rows] == [
        (TrainingState.DONE, 0, 2), (TrainingState.DONE, 1, 2), (TrainingState.DONE, 0, 1), (TrainingState.DONE, 1, 1)
    ]  # fmt: skip
    alone = fit(small(), methods()["surrogate_gradient"], seed=1, settings=EPOCHS, validation=0.1)
    assert rows[1].quality == alone.accuracy and rows[1].validation == alone.validation_accuracy
    assert all(np.array_equal(rows[1].arrays[key], array) for key, array in alone.arrays.items())
    assert rows[1].cost is not None and alone.test is not None and rows[1].cost == alone.test.cost
    assert rows[1].memory > 0 and rows[1].seconds > 0


@pytest.mark.parametrize(("epoch", "state"), [(1, TrainingState.CANCELLED), (2, TrainingState.DONE)])
def test_cancelling_keeps_what_is_done_and_begins_nothing_more(epoch: int, state: TrainingState) -> None:
    def stop_in_the_second(method: str, seed: int, progress: Progress) -> bool:
        return seed == 0 or progress.arrays is None or progress.epoch < epoch

    rows = _compared(on_progress=stop_in_the_second)
    assert [row.state for row in rows] == [TrainingState.REFUSED, TrainingState.DONE, state]
    assert rows[1].arrays and rows[2].arrays
    assert math.isnan(rows[2].quality) == (state is TrainingState.CANCELLED)
    assert summaries(rows)[0].count == 0 and summaries(rows)[1].count == (1 if state is TrainingState.CANCELLED else 2)


def test_what_fails_is_said_in_its_row_and_the_next_goes_on() -> None:
    rows = _compared(memory_budget=1)
    assert [row.state for row in rows] == [TrainingState.REFUSED, *[TrainingState.FAILED] * 4]
    assert all(row.problem is not None for row in rows)


def test_a_setting_that_is_none_is_named_before_anything_is_trained() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        _compared(settings={"second": {"nonsense": 1.0}})


def _row(method: str, seed: int, quality: float, state: TrainingState = TrainingState.DONE) -> ComparedRun:
    return ComparedRun(
        method, method.title(), state, seed, Metric.ACCURACY, quality, cost=Cost(seed, 10.0, 0.0), epochs=3
    )


def test_means_and_sample_deviations_are_of_what_came_to_its_end_and_the_best_is_marked() -> None:
    rows = [
        _row("a", 1, 0.90), _row("a", 2, 0.94), _row("a", 3, math.nan, TrainingState.CANCELLED), _row("b", 1, 0.93),
        ComparedRun("c", "C", TrainingState.REFUSED, problem=Problem("out", REASON)),
    ]  # fmt: skip
    a, b, c = summaries(rows)
    values = [0.90, 0.94]
    mean = sum(values) / 2
    assert a.spreads["quality"].mean == pytest.approx(mean)
    assert a.spreads["quality"].deviation == pytest.approx(math.sqrt(sum((v - mean) ** 2 for v in values) / 1))
    assert a.spreads["spikes"].mean == pytest.approx(1.5) and a.count == 2
    assert math.isnan(b.spreads["quality"].deviation)
    assert [s.is_best for s in (a, b, c)] == [False, True, False]
    assert c.problem is not None and c.count == 0 and math.isnan(c.spreads["quality"].mean)
    assert set(a.spreads) == set(FIGURES)
    assert math.isnan(spread_of_rows([]).mean)


def _budgeted(method: str, quality: float, epochs: float | None) -> ComparedRun:
    settings: dict[str, float | str] = {} if epochs is None else {"epochs": epochs}
    return ComparedRun(method, method.title(), TrainingState.DONE, 1, Metric.ACCURACY, quality, settings=settings)


def test_none_is_the_best_where_one_was_trained_longer() -> None:
    """One method with 3 epochs beside others with 30: the others got the star."""
    unfair = summaries([_budgeted("a", 0.8, 3.0), _budgeted("b", 0.9, 30.0)])
    assert [s.is_best for s in unfair] == [False, False] and [s.budget for s in unfair] == [3.0, 30.0]
    fair = summaries([_budgeted("a", 0.8, 30.0), _budgeted("b", 0.9, 30.0), _budgeted("c", 0.7, None)])
    assert [s.is_best for s in fair] == [False, True, False]
    failed = ComparedRun("c", "C", TrainingState.FAILED, 1, settings={"epochs": 5.0}, problem=Problem("out", REASON))
    assert [s.is_best for s in summaries([_budgeted("a", 0.8, 30.0), _budgeted("b", 0.9, 30.0), failed])][1]
