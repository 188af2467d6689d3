"""Cancel and Resume in the panel with the real trainer: the weights are those of a run that was never cancelled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.commands.editor import Editor
from app.learn.panel import LearnPanel
from app.learn.runs import TrainingRun
from app.running.training import Training
from engine.learning import fitting
from tests.app.learn.bench import Bench

PATIENCE = 30_000  # ms
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
        with qtbot.waitSignal(self.panel.facts_known, timeout=PATIENCE):
            self.panel.show()
        key = self.panel.methods.value
        intentions.set_training_value(self.editor, key, "epochs", float(EPOCHS), "Epochs")
        self.editor.undo_stack.clear()

    def start_and_end(self, button: Any) -> TrainingRun:
        QTest.qWait(QApplication.doubleClickInterval())  # what has just come hears no click
        with self._qtbot.waitSignal(self.training.finished, timeout=PATIENCE):
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        return self.panel.runs[-1]


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[RealBench]:
    bench = RealBench(qtbot)
    yield bench
    bench.training.close()


def test_a_cancelled_and_resumed_run_ends_with_the_weights_of_an_uninterrupted_one(
    bench: RealBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fitting, "PROGRESS_INTERVAL", 0.0)
    status = bench.panel.status
    whole = bench.start_and_end(status.start)
    assert whole.state == "done"
    told = bench.training._report

    def cancel_in_the_third_epoch(cancel: Any, progress: Any, *more: Any) -> bool:
        if (progress.epoch, progress.batch) == (3, 5):
            bench.training.cancel()
        return told(cancel, progress, *more)

    monkeypatch.setattr(bench.training, "_report", cancel_in_the_third_epoch)
    cut = bench.start_and_end(status.start)
    assert (cut.number, cut.state, cut.epoch) == (2, "cancelled", 2)
    assert cut.is_applied
    monkeypatch.setattr(bench.training, "_report", told)
    resumed = bench.start_and_end(status.resume)
    assert (resumed.number, resumed.state, resumed.epoch) == (2, "done", int(EPOCHS))
    assert resumed.arrays.keys() == whole.arrays.keys()
    assert all(np.array_equal(resumed.arrays[key], whole.arrays[key]) for key in whole.arrays)
    assert resumed.test_accuracy == whole.test_accuracy
    assert [e.loss for e in resumed.history] == [e.loss for e in whole.history]
