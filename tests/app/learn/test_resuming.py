"""Cancel and Resume in the panel with the real trainer: the weights are those of a run that was never cancelled."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.commands.editor import Editor
from app.learn.panel import LearnPanel
from app.learn.runs.training_runs import TrainingRun
from app.running.trainings.training import Training
from engine.learning.training import fitting
from engine.learning.training.training_progress import Progress
from tests.app.learn.bench import Bench
from tests.held_training import hear
from tests.patience import PATIENCE, outwait_double_click

EPOCHS = 4.0


class RealBench:
    """The small classifier of the other tests, trained for good."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot
        self.editor: Editor = Bench(qtbot).editor
        self.training = Training()
        self.panel = LearnPanel(self.editor, self.training)
        self.panel.resize(420, 900)
        qtbot.addWidget(self.panel)
        with qtbot.waitSignal(self.panel.facts_known):
            self.panel.show()
        key = self.panel.methods.value
        intentions.set_training_value(self.editor, key, "epochs", float(EPOCHS), "Epochs")
        self.editor.undo_stack.clear()

    def start_and_end(self, button: Any) -> TrainingRun:
        outwait_double_click()
        with self._qtbot.waitSignal(self.training.finished):
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        return self.panel.runs[-1]

    def start_and_cancel_in(self, epoch: int) -> TrainingRun:
        """Press Cancel's own road at the fifth batch of this epoch."""

        def told(progress: Progress) -> None:
            if (progress.epoch, progress.batch) == (epoch, 5):
                self.training.cancel()

        with pytest.MonkeyPatch.context() as patch:
            hear(patch, told)
            return self.start_and_end(self.panel.status.start)


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[RealBench]:
    bench = RealBench(qtbot)
    yield bench
    bench.training.close()


def test_a_cancelled_and_resumed_run_ends_with_the_weights_of_an_uninterrupted_one(bench: RealBench) -> None:
    status = bench.panel.status
    whole = bench.start_and_end(status.start)
    assert whole.state == "done"
    cut = bench.start_and_cancel_in(epoch=3)
    assert (cut.number, cut.state, cut.epoch) == (2, "cancelled", 2)
    assert cut.is_applied
    resumed = bench.start_and_end(status.resume)
    assert (resumed.number, resumed.state, resumed.epoch) == (2, "done", int(EPOCHS))
    assert resumed.arrays.keys() == whole.arrays.keys()
    assert all(np.array_equal(resumed.arrays[key], whole.arrays[key]) for key in whole.arrays)
    assert resumed.test_accuracy == whole.test_accuracy
    assert [e.loss for e in resumed.history] == [e.loss for e in whole.history]


def test_a_resumed_run_that_is_cancelled_while_kernels_compile_keeps_what_it_had_and_can_be_resumed(
    bench: RealBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    status, train, compiled = bench.panel.status, fitting.fit, threading.Event()
    run = bench.start_and_cancel_in(epoch=2)
    before = {name: getattr(run, name) for name in ("epoch", "history", "arrays", "checkpoint", "confusion", "answers")}
    note = status.note.words

    def compile_first(*given: Any, **how: Any) -> Any:
        compiled.wait(PATIENCE / 1000)
        return train(*given, **how)

    monkeypatch.setattr(fitting, "fit", compile_first)
    outwait_double_click()
    QTest.mouseClick(status.resume, Qt.MouseButton.LeftButton)
    assert bench.training.is_running
    QTest.mouseClick(status.cancel, Qt.MouseButton.LeftButton)
    assert not bench.training.is_running and (run.state, run.can_resume) == ("cancelled", True)
    assert all(getattr(run, name) is value for name, value in before.items())
    assert status.resume.isVisible() and status.note.words == note
    compiled.set()
    resumed = bench.start_and_end(status.resume)
    assert (resumed.number, resumed.state, resumed.epoch) == (1, "done", int(EPOCHS))
