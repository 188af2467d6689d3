"""A project that is opened shows nothing of the one before, although its elements have the same ids."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.document.document import Document
from app.document.example import EXAMPLES
from app.document.file.file_format import open_document
from app.document.meaning.meaning import meaning
from app.plots.views import plots
from engine.learning.components.figures import TrainingState
from tests.app.window.rooms import Room, leave, run_to, show
from tests.held_training import held

SEED = 3


@pytest.fixture
def room(room: Room) -> Room:
    room.preferences.set(backend="numpy")
    return room


def digits() -> Document:
    return open_document(EXAMPLES / "digits.spikeloom")


def links(room: Room) -> list[str]:
    return [link.id for link in room.editor.document.links.values() if link.synapses is not None]


def train_a_little(qtbot: QtBot, room: Room) -> None:
    """What views hear of a training at the end of its first epoch."""
    room.training.started = meaning(room.editor.document).description, SEED
    room.training.state_changed.emit(TrainingState.TRAINING)
    hidden, output = links(room)[:2]
    arrays = {(hidden, "weight"): np.ones((100, 64)), (output, "weight"): np.ones((10, 100))}
    room.training.snapshot_taken.emit(arrays)
    qtbot.waitUntil(lambda: room.trained.of(hidden) is not None)


def test_no_view_shows_the_weights_of_a_training_before(qtbot: QtBot, room: Room) -> None:
    """The histogram of weights stood in the next project: only a run made it forget them."""
    show(room, digits())
    train_a_little(qtbot, room)
    hidden, output = links(room)[:2]
    room.editor.selection.set([output])
    room.views.add("weight_histogram")
    panel = list(room.views.panels())[-1]
    assert not panel.is_empty()
    room.editor.load(digits())
    assert links(room)[:2] == [hidden, output], "else this test shows nothing"
    assert room.trained.of(hidden) is None and room.source.weights.of(hidden) is None
    assert panel.is_empty() and room.source.selected_projection == ""
    assert room.source.weights.size_of(room.editor.document.links[hidden].source) is None
    room.training.snapshot_taken.emit({(hidden, "weight"): np.ones((100, 64))})
    assert panel.is_empty(), "the last news of a training that was left"


def test_no_view_and_no_node_shows_a_run_before(qtbot: QtBot, room: Room, tmp_path: Path) -> None:
    show(room, digits())
    for kind in plots():
        room.views.add(kind)
    run_to(qtbot, room, 60.0)
    train_a_little(qtbot, room)
    room.editor.selection.set([links(room)[0]])
    assert any(not panel.is_empty() for panel in room.views.panels())
    room.editor.load(digits())
    for panel in room.views.panels():
        panel.draw_now()
        assert panel.is_empty(), panel.title
        assert panel.header.value == "", panel.title
    assert room.run.state == "idle" and room.source.latest == 0.0 and room.source.network is None
    assert not room.source.elements() and not room.source.decoders() and not room.source.traces()
    assert room.source.chosen.element == "" and room.time_range.is_following
    fresh = Room(room.preferences, tmp_path / "fresh")
    fresh.editor.load(digits())
    assert room.problems.problems == fresh.problems.problems
    leave(fresh)


def test_a_training_that_still_computes_ends_in_no_other_project(qtbot: QtBot, room: Room) -> None:
    """It was waited for as long as ten seconds; what it told after that was kept with the next project."""
    show(room, digits())
    with held(room.training, 0):
        room.training.start(meaning(room.editor.document).description, "surrogate_gradient", {"epochs": 2.0}, SEED)
        qtbot.waitUntil(lambda: room.training.progress is not None)
        told: list[object] = []
        room.training.finished.connect(told.append)
        room.training.snapshot_taken.connect(told.append)
        room.editor.load(digits())
        assert not room.training.is_running and room.training.progress is None and room.training.started is None
    qtbot.waitUntil(lambda: "training" not in {thread.name for thread in threading.enumerate()})
    qtbot.wait(300)
    assert told == [] and room.learn.runs == [] and not room.editor.is_modified
    assert not room.learn.is_busy and room.learn.trainings.first is None
    assert room.control.locked == ""


def test_nothing_that_was_said_of_the_project_before_is_read_in_the_next(qtbot: QtBot, room: Room) -> None:
    show(room, digits())
    node = intentions.add_node(room.editor, "neurons/leaky_integrate_and_fire", (0, 0))
    room.editor.selection.set([node])
    room.window.breakpoints.open()
    room.window.breakpoints.field.setText("a")
    room.window.notice.say("About this project.", "warning")
    room.window.new()
    assert room.window.notice.words == "" and room.inspector.banner is None
    assert room.window.breakpoints.field.text() == "" and room.window.breakpoints.objection.words == ""
