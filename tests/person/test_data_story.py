"""Every way in which samples come in: drop them, look at them, train, cancel, go on, see the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from app.application import Composition
from app.commands import intentions
from app.inspector.samples.sample_panel import SamplePanel
from tests.app.canvas.test_dropping_files import drop
from tests.engine.datasets import learnable
from tests.patience import outwait_double_click
from tests.person.test_learning_story import press, same, train_and_cancel, weights

CELL = "neurons/discrete_leaky_integrate_and_fire"
BATCH = "10"  # few samples make many steps by small batches
HIDDEN, STEP, ABOVE_CHANCE = 20, 1.0, 0.6  # neurons; ms; three classes are guessed right in a third


@dataclass(frozen=True)
class Way:
    """Where samples come from, what a person sets of them, and how long they are trained."""

    files: Callable[[Path], Path] | None = None
    source: str = ""
    given: Mapping[str, float | str] = field(default_factory=dict)
    epochs: int = 20


WAYS = {
    "a table of spikes": Way(learnable.table),
    "SHD": Way(learnable.heidelberg, given={"channels": 70.0, "duration": 100.0}),
    "N-MNIST": Way(learnable.cameras, given={"duration": 100.0, "joined": 2.0}, epochs=6),
    "AEDAT 2": Way(learnable.older_cameras, given={"duration": 100.0, "joined": 8.0}, epochs=6),
    "AEDAT 4": Way(learnable.newer_cameras, given={"duration": 100.0, "joined": 2.0}, epochs=6),
    "a task": Way(source="poisson_patterns", given={"training": 60.0, "test": 30.0, "classes": 3.0, "duration": 50.0}),
}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", WAYS)
def test_samples_come_in_are_looked_at_and_learnt(qtbot: QtBot, window: Composition, tmp_path: Path, name: str) -> None:
    way, editor, learn = WAYS[name], window.editor, window.learn
    press(window.start_page.begin.findChild(QAbstractButton, "begin add"))
    qtbot.waitUntil(lambda: window.window.is_working)
    intentions.set_settings(editor, resolution=STEP)
    data = brought(window, way, tmp_path)
    look = window.inspector.findChild(SamplePanel)
    qtbot.waitUntil(lambda: look.current is not None)
    assert look.current.contents.samples.values[:1].any() and len(look.current.contents.samples.names) == 3

    wired(window, data)
    qtbot.waitUntil(lambda: look.current is not None and look.current.subject.encoder is not None)
    drawn = weights(window)
    window.workspace.open_side("learn")
    qtbot.waitUntil(lambda: "epochs" in learn.settings.fields)
    batch = learn.settings.fields["batch"]
    press(batch)
    QTest.keyClicks(batch, BATCH)
    QTest.keyClick(batch, Qt.Key.Key_Return)
    train_and_cancel(window, qtbot, str(way.epochs))
    run = learn.runs[0]
    assert run.can_resume and 1 <= run.epoch < way.epochs

    outwait_double_click()
    press(learn.status.resume)
    qtbot.waitUntil(lambda: run.epoch == way.epochs and not learn.is_busy)
    assert run.test_accuracy is not None and run.test_accuracy > ABOVE_CHANCE
    counts = np.asarray(run.confusion)
    assert counts.shape[:1] == (3,) and np.trace(counts) / counts.sum() == pytest.approx(run.test_accuracy)
    assert not same(weights(window), drawn)


def brought(window: Composition, way: Way, folder: Path) -> str:
    """The node of the samples: dropped on the canvas, or of the palette; and what is set of them."""
    if way.files is not None:
        drop(window.canvas, way.files(folder), QPointF(100.0, 100.0))
    else:
        intentions.add_node(window.editor, f"datasets/{way.source}", (100.0, 100.0))
    (node,) = window.editor.document.nodes
    for quantity, value in way.given.items():
        intentions.set_parameter(window.editor, [node], quantity, value)
    return node


def wired(window: Composition, data: str) -> None:
    """An encoder, hidden neurons, a read-out and its decoder behind the samples; the encoder is looked at."""
    editor = window.editor
    encoder = intentions.add_and_connect(editor, "encoders/regular", (300.0, 100.0), data, "values")
    hidden = intentions.add_node(editor, CELL, (500.0, 100.0), size=HIDDEN)
    output = intentions.add_node(editor, CELL, (700.0, 100.0), size=3)
    answer = intentions.add_node(editor, "decoders/spike_count", (900.0, 100.0))
    for source, target in ((encoder, hidden), (hidden, output), (output, answer)):
        intentions.connect(editor, source, "out", target, "in")
    intentions.connect(editor, data, "labels", answer, "labels")
    editor.selection.set([encoder])
