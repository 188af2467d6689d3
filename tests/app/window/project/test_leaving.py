"""A drawing is left in the middle of a comparison: a person is asked, what trains ends, and nothing is lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.application import Composition
from app.commands import intentions
from app.document.file.file_format import open_document
from app.preferences import Preferences
from app.window.project.questions import Unsaved
from engine.learning.components.figures import Epoch
from engine.learning.training.training_progress import Progress
from tests.app.learn.staged import FACTS, Outcome
from tests.app.window.answers import Answers

HISTORY = (Epoch(1.0, 0.5, 0.4, 100.0, 0.1),)


class Trains:
    """Ends the first training at once; the others go on until they are cancelled."""

    def __init__(self) -> None:
        self.link, self.begun, self.number = "", threading.Event(), 0

    def __call__(self, *given: Any) -> Outcome:
        report = next(thing for thing in given if callable(thing))
        self.number += 1
        first, cancelled = self.number == 1, False
        while not first and not cancelled:
            cancelled = not report(Progress(2, 5, 1, 5, 1.0, 0.5, 0.4, 0.1, 1.0, HISTORY), None)
            self.begun.set()
        arrays = {(self.link, "weight"): np.full((10, 64), float(self.number))}
        test = float("nan") if cancelled else 0.75
        return Outcome(arrays, HISTORY, 0.4, test, np.eye(10, dtype=np.int64), 1.0, 10.0, cancelled=cancelled)


@pytest.fixture
def trains() -> Trains:
    return Trains()


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, trains: Trains) -> Iterator[Composition]:
    answers = Answers(Unsaved.CANCEL, stop=False)
    made = Composition(Preferences(tmp_path / "home"), answers, tmp_path / "recovery", train=trains)
    made.window.show()
    editor, add, connect = made.editor, intentions.add_node, intentions.connect
    data, code = add(editor, "datasets/digits", (0, 0)), add(editor, "encoders/poisson", (300, 0))
    out = add(editor, "neurons/discrete_leaky_integrate_and_fire", (600, 0), size=10)
    decoder = add(editor, "decoders/spike_count", (900, 0))
    connect(editor, data, "values", code, "values")
    trains.link = connect(editor, code, "out", out, "in")
    connect(editor, out, "out", decoder, "in")
    connect(editor, data, "labels", decoder, "labels")
    editor.save(tmp_path / "net.spikeloom")
    made.learn.show_facts(replace(FACTS, methods=FACTS.methods[:1]))
    for box in made.learn.comparison.boxes.values():
        box.setChecked(True)
    yield made
    made.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def compare(window: Composition, trains: Trains, qtbot: QtBot) -> None:
    window.learn.compare()
    qtbot.waitUntil(trains.begun.is_set)
    assert [run.state for run in window.learn.runs] == ["done", "training"]


def test_who_would_rather_go_on_training_stays(window: Composition, trains: Trains, qtbot: QtBot) -> None:
    compare(window, trains, qtbot)
    assert not window.window.close() and window.window.isVisible()
    assert window.questions.asked == ["stop"] and window.training.is_running
    window.project.new()
    assert window.questions.asked == ["stop", "stop"], "another drawing would end it too"
    assert window.training.is_running and window.editor.document.nodes


def test_what_was_reached_is_asked_about_and_saved(
    window: Composition, trains: Trains, qtbot: QtBot, tmp_path: Path
) -> None:
    compare(window, trains, qtbot)
    window.questions.stop = True
    assert not window.window.close()
    qtbot.waitUntil(lambda: window.questions.asked == ["stop", "unsaved"])
    assert window.window.isVisible(), "the question about unsaved work was cancelled"
    assert not window.training.is_running and not window.learn.is_busy and trains.number == 2
    assert [run.state for run in window.learn.runs] == ["done", "cancelled"]
    window.questions.what = Unsaved.SAVE
    assert window.window.close() and window.questions.asked == ["stop", "unsaved", "unsaved"]
    document = open_document(tmp_path / "net.spikeloom")
    assert [(run.state, run.seed) for run in document.runs] == [("done", 1), ("cancelled", 2)]
    assert [float(document.array(run.arrays[0].reference)[0, 0]) for run in document.runs] == [1.0, 2.0]
    assert document.runs[0].confusion == tuple(tuple(row) for row in np.eye(10, dtype=int).tolist())


def test_a_window_in_which_nothing_trains_asks_nothing(window: Composition) -> None:
    assert window.window.close() and window.questions.asked == []
