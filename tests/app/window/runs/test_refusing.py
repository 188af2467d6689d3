"""Why a network does not run is said until that is mended, and no longer."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.i18n.translation import problem_words, sentence
from engine.problems import Problem
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


def test_what_is_wrong_is_said_as_it_is_now(qtbot: QtBot, quick_room: Room) -> None:
    """The first wording stayed while the problem had become another: "is -5 ms" of a value that is -7 ms."""
    room = quick_room
    room.window.new()
    neuron = draw_neuron(room)
    intentions.set_parameter(room.editor, [neuron], "tau_m", -5.0)
    qtbot.waitUntil(lambda: any("−5" in problem_words(one) for one in room.problems.problems))
    room.control.toggle()
    qtbot.waitUntil(lambda: "−5" in room.window.notice.words)
    intentions.set_parameter(room.editor, [neuron], "tau_m", -7.0)
    qtbot.waitUntil(lambda: "−7" in room.window.notice.words)
    intentions.set_parameter(room.editor, [neuron], "tau_m", 7.0)
    qtbot.waitUntil(lambda: not room.window.notice.words)


def test_no_more_is_said_to_be_wrong_than_the_run_was_refused_for(qtbot: QtBot, quick_room: Room) -> None:
    """Later problems of the same kind at the same place are in the list, and not in the banner."""
    refusing, notice = quick_room.window.refusing, quick_room.window.notice
    first, other = (Problem("e1", "data.no-file", {"element": name}) for name in ("images", "labels"))
    refusing.say([first])
    for present in ([first], [other, first], [first]):
        refusing.look(present)
        assert notice.words == sentence(first)
    refusing.look([other])
    assert notice.words == sentence(other)
    refusing.say([first, other])
    refusing.look([other])
    assert notice.words == sentence(other), "of two one is left"
    refusing.look([])
    assert not notice.words
