"""A training is told as it goes, can stand still, and ends with the best weights however it ends."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.document.file.file_format import open_document
from app.document.meaning.meaning import meaning
from app.running.trainings.fitting import TrainingOutcome
from app.running.trainings.training import Training
from engine.learning.components.figures import TrainingState
from engine.learning.training.training_result import TrainingResult
from engine.network.description import NetworkDescription
from engine.problems import NetworkError, Problem
from tests.patience import PATIENCE

EXAMPLES = Path(__file__).parents[4] / "resources" / "examples"


def outcome(cancelled: bool) -> TrainingOutcome:
    return TrainingOutcome(cast(TrainingResult, SimpleNamespace(cancelled=cancelled)))


class Slow:
    """Reports batches of 10 ms until it is cancelled, for a minute or two at most."""

    def __init__(self) -> None:
        self.batches = 0

    def __call__(self, *arguments: Any) -> TrainingOutcome:
        report = arguments[-1]
        for self.batches in range(1, PATIENCE // 10):
            threading.Event().wait(0.01)
            arrays = {("1", "weight"): np.ones(1)} if self.batches % 10 == 0 else None
            if not report(SimpleNamespace(batch=self.batches, arrays=arrays), None):
                return outcome(cancelled=True)
        return outcome(cancelled=False)


@pytest.fixture
def slow() -> Slow:
    return Slow()


@pytest.fixture
def training(qtbot: QtBot, slow: Slow) -> Iterator[Training]:
    training = Training(train=slow)
    yield training
    training.close()


def test_progress_is_told_and_cancel_keeps_what_was_found(qtbot: QtBot, training: Training) -> None:
    told: list[Any] = []
    snapshots: list[Any] = []
    training.progressed.connect(told.append)
    training.snapshot_taken.connect(snapshots.append)
    training.start(NetworkDescription(), "any", {}, 1)
    qtbot.waitUntil(lambda: bool(snapshots))
    assert 1 <= len(told) < told[-1].batch, "not every batch"
    with qtbot.waitSignal(training.finished) as caught:
        training.cancel()
    assert caught.args[0].result.cancelled
    assert training.state == TrainingState.CANCELLED


def test_a_paused_training_computes_nothing(qtbot: QtBot, training: Training, slow: Slow) -> None:
    training.start(NetworkDescription(), "any", {}, 1)
    qtbot.waitUntil(lambda: slow.batches > 3)
    training.pause("The network runs.")
    assert training.is_paused
    batches = slow.batches
    qtbot.wait(150)
    assert slow.batches <= batches + 1, "the present batch is finished"
    training.resume()
    qtbot.waitUntil(lambda: slow.batches > batches + 1)
    training.pause()
    with qtbot.waitSignal(training.finished):
        training.cancel()


@pytest.mark.parametrize("checkpoint", [None, b"kept"], ids=["new", "resumed"])
def test_one_that_is_cancelled_while_kernels_compile_is_given_up_at_once(
    qtbot: QtBot, checkpoint: bytes | None
) -> None:
    """The next training starts while the first still compiles, and hears nothing of it."""
    compiled, heard = [threading.Event(), threading.Event()], []

    def compile_first(*arguments: Any) -> TrainingOutcome:
        number, report = arguments[3], arguments[-1]
        compiled[number].wait(PATIENCE / 1000)
        heard.append((number, report(SimpleNamespace(batch=number, arrays=None), None)))
        return outcome(cancelled=False)

    training, told = Training(train=compile_first), []
    training.given_up.connect(lambda: told.append("given up"))
    training.finished.connect(lambda _: told.append("finished"))
    training.start(NetworkDescription(), "any", {}, 0, checkpoint)
    training.cancel()
    assert training.state == TrainingState.CANCELLED and told == ["given up"]
    training.start(NetworkDescription(), "any", {}, 1, checkpoint)
    compiled[0].set()
    qtbot.waitUntil(lambda: heard == [(0, False)])
    assert training.is_running and training.progress is None
    compiled[1].set()
    qtbot.waitUntil(lambda: training.state == TrainingState.DONE)
    assert heard[1] == (1, True) and training.progress is not None and training.progress.batch == 1
    assert told == ["given up", "finished"]
    training.close()


def test_only_one_training_at_a_time(training: Training) -> None:
    training.start(NetworkDescription(), "any", {}, 1)
    with pytest.raises(RuntimeError):
        training.start(NetworkDescription(), "any", {}, 1)


def test_what_goes_wrong_is_told_as_a_problem(qtbot: QtBot) -> None:
    problem = Problem("1", "run-out-of-memory")

    def refuse(*_: Any) -> TrainingOutcome:
        raise NetworkError([problem])

    training = Training(train=refuse)
    with qtbot.waitSignal(training.failed) as caught:
        training.start(NetworkDescription(), "any", {}, 1)
    assert caught.args == [problem]
    assert training.state == TrainingState.FAILED


def test_the_digits_are_learnt_in_the_background(qtbot: QtBot) -> None:
    description = meaning(open_document(EXAMPLES / "digits.spikeloom")).description
    training, answered = Training(), []
    training.answered.connect(answered.append)
    with qtbot.waitSignal(training.finished) as caught:
        training.start(description, "surrogate_gradient", {"epochs": 3.0}, 0)
    outcome: TrainingOutcome = caught.args[0]
    found = outcome.result
    assert training.state == TrainingState.DONE
    assert found.accuracy > 0.6 and found.validation_accuracy > 0.6
    assert len(found.history) == 3
    assert found.confusion is not None
    assert found.confusion.sum() == 360
    assert len(answered) >= 1
    assert outcome.answers[0].image.shape == (8, 8)
