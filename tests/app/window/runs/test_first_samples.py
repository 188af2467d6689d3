"""Datasets show in their nodes what a run would show first, before anything has run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.canvas.painting.activity import SampleActivity
from app.commands import intentions
from app.document.elements import NodeKind
from app.document.making.sketch import Sketch
from tests.activation import activate
from tests.app.window.rooms import Room, show, show_example
from tests.engine.datasets.files import mnist


@pytest.fixture
def room(qtbot: QtBot, own_room: Room) -> Room:
    own_room.preferences.set(backend="numpy")
    activate(qtbot, own_room.window)
    return own_room


def drawn_with(room: Room, model: str, **parameters: object) -> str:
    """A drawing of a dataset alone; its id."""
    sketch = Sketch("Data", resolution=1.0)
    sketch.node(f"datasets/{model}", "Data", (0, 0), parameters=parameters)
    show(room, sketch.document)
    (id,) = room.editor.document.nodes
    return id


def sample(room: Room, id: str) -> SampleActivity | None:
    activity = room.canvas.drawing.nodes[id].face.activity
    assert activity is None or isinstance(activity, SampleActivity)
    return activity


def seen(qtbot: QtBot, room: Room, id: str) -> SampleActivity:
    qtbot.waitUntil(lambda: sample(room, id) is not None)
    found = sample(room, id)
    assert found is not None
    return found


def test_an_opened_drawing_shows_the_sample_that_its_run_begins_with(qtbot: QtBot, room: Room) -> None:
    show_example(room, "digits")
    (id,) = (node.id for node in room.editor.document.nodes.values() if node.kind == "dataset")
    before = seen(qtbot, room, id)
    assert before.index == 1 and before.count == 360
    qtbot.mouseClick(room.transport.step_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: room.run.frames.presentations(id) == 1)
    qtbot.waitUntil(lambda: sample(room, id) is not before)
    now = seen(qtbot, room, id)
    assert (now.label, now.index, now.count) == (before.label, 1, 360)
    assert now.image is not None and before.image is not None
    assert np.array_equal(now.image, before.image)
    room.control.reset()
    qtbot.waitUntil(lambda: sample(room, id) is before)


def test_it_follows_edits_and_undo_and_comes_back_with_its_node(qtbot: QtBot, room: Room) -> None:
    id = drawn_with(room, "yin_yang")
    first = seen(qtbot, room, id)
    assert first.plane is not None and first.image is None
    intentions.set_parameter(room.editor, [id], "seed", 7.0)
    qtbot.waitUntil(lambda: sample(room, id) is not first)
    assert seen(qtbot, room, id).place != first.place
    room.editor.undo_stack.undo()
    qtbot.waitUntil(lambda: (now := sample(room, id)) is not None and now.place == first.place)
    intentions.delete(room.editor, [id])
    room.editor.undo_stack.undo()
    assert seen(qtbot, room, id).place == first.place
    group = intentions.group(room.editor, [id], (0.0, 0.0))
    assert group is not None and room.editor.document.nodes[group].kind == NodeKind.GROUP
    room.editor.enter(group)
    assert seen(qtbot, room, id).place == first.place


def test_files_beside_the_project_are_shown_once_the_properties_have_read_them(
    qtbot: QtBot, room: Room, tmp_path: Path
) -> None:
    """They may be many gigabytes, which nobody asked to read."""
    id = drawn_with(room, "idx_files", file=str(mnist(tmp_path)))
    qtbot.wait(300)
    assert sample(room, id) is None
    room.editor.selection.set((id,))
    assert seen(qtbot, room, id).image is not None
