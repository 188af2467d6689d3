"""Why a network does not run is said until that is mended, and no longer."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.commands import intentions
from tests.app.window.rooms import Room, draw_neuron


@pytest.mark.parametrize("runs", [False, True])
def test_what_was_wrong_is_said_no_longer_once_it_is_undone(qtbot: QtBot, quick_room: Room, runs: bool) -> None:
    """“IDX images has no file” stood there when there was no such node any more, and its button led nowhere."""
    room = quick_room
    room.window.new()
    draw_neuron(room)
    if runs:
        room.control.toggle()
        qtbot.waitUntil(lambda: room.run.state == "running")
    intentions.add_node(room.editor, "datasets/idx_files", (400.0, 0.0))
    if not runs:
        qtbot.waitUntil(lambda: any(problem.is_fatal for problem in room.problems.problems))
        room.control.toggle()
    qtbot.waitUntil(lambda: room.window.notice.words.endswith("has no file."))
    qtbot.waitUntil(lambda: any(problem.is_fatal for problem in room.problems.problems))
    qtbot.wait(300)
    assert room.window.notice.words, "the check that finds it, too, leaves it there"
    room.editor.undo_stack.undo()
    qtbot.waitUntil(lambda: not room.window.notice.words)


def test_another_notice_meanwhile_stays(qtbot: QtBot, quick_room: Room) -> None:
    room = quick_room
    room.window.new()
    draw_neuron(room)
    intentions.add_node(room.editor, "datasets/idx_files", (400.0, 0.0))
    room.control.toggle()
    qtbot.waitUntil(lambda: any(problem.is_fatal for problem in room.problems.problems))
    room.window.notice.say("The disk is full.", "error")
    room.editor.undo_stack.undo()
    qtbot.waitUntil(lambda: not any(problem.is_fatal for problem in room.problems.problems))
    assert room.window.notice.words == "The disk is full."
