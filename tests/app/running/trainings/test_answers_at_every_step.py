"""What a training tells of its answers where something is wanted at every step: labels, values, or spikes."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from app.document.examples import wanted_spikes
from app.document.meaning.meaning import meaning
from app.running.trainings import fitting
from app.running.trainings.answered import SHOWN_COURSES, Answered
from app.running.trainings.fitting import fit_network
from app.running.trainings.outcome_file import packed_outcome, unpacked_outcome
from engine.learning.training.evaluation import evaluate_samples
from engine.network.description import NetworkDescription
from tests.engine.learning.test_labels_at_steps import STEPS, WASHOUT, signals, telling
from tests.engine.learning.test_wanted_values import following


def answers(network: NetworkDescription, method: str = "surrogate_gradient", epochs: float = 2.0) -> Sequence[Answered]:
    """The answers of a short training, as they cross from its process."""
    outcome = fit_network(network, method, {"epochs": epochs}, 1, None, 0.2, lambda *_: True)
    return unpacked_outcome(packed_outcome(outcome)).answers


def test_the_label_of_every_step_stands_beside_its_answer() -> None:
    shown = answers(telling(washout=float(WASHOUT), classes="lower, higher").description)
    assert len(shown) == SHOWN_COURSES and all(each.label == each.answer == "" for each in shown)
    labels = [row.tolist() for row in signals()[1]]
    for each in shown:
        course = each.course
        assert course is not None and each.held_back
        assert course.names == ("lower", "higher") and course.uncounted == WASHOUT
        assert course.wanted.tolist() in labels and course.answered.shape == (STEPS,)
        counted = course.wanted[WASHOUT:] == course.answered[WASHOUT:]
        assert course.merit == pytest.approx(counted.mean())


def test_the_values_of_every_step_stand_beside_those_that_are_wanted() -> None:
    for each in answers(following(washout=5.0)):
        course = each.course
        assert course is not None and course.names == () and course.wanted.shape == course.answered.shape == (45, 1)
        error = np.square(course.wanted - course.answered)[course.uncounted :].mean()
        assert course.uncounted == 5 and course.merit == pytest.approx(np.sqrt(error))


def test_spikes_stand_beside_those_that_are_wanted_of_data_of_which_nothing_is_held_back() -> None:
    (shown,) = answers(meaning(wanted_spikes.draw()).description, "normad", 3.0)
    course = shown.course
    assert course is not None and not shown.held_back and course.wanted.dtype == bool
    assert course.wanted.shape == course.answered.shape == (400, 3) and course.wanted.any()
    assert -1.0 <= course.merit <= 1.0


def test_answers_under_way_take_a_small_part_of_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of one sample took four times as long as its training."""
    asked: list[float] = []

    def slowly(*given: Any) -> list[Answered]:
        asked.append(time.monotonic())
        time.sleep(0.5)
        return []

    monkeypatch.setattr(fitting, "answers_to", slowly)
    answers(meaning(wanted_spikes.draw()).description, "normad", 40.0)
    assert len(asked) < 10


def test_an_evaluation_keeps_the_read_out_only_where_it_is_asked_to() -> None:
    from engine.circuit.circuit import circuit

    assert evaluate_samples(circuit(telling().description), np.arange(2), seed=1).read_out is None
