"""What a run takes of memory is said before it begins; much is not taken unasked."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.i18n import run_memory
from tests.app.window.rooms import Room, draw_neuron

MB = 10**6
SIZE = 2000


@pytest.fixture
def room(quick_room: Room, monkeypatch: pytest.MonkeyPatch) -> Room:
    """A network of some 4 million connections on a machine that has little more than it needs."""
    monkeypatch.setattr(run_memory, "free_memory", lambda: 90 * MB)
    quick_room.window.new()
    a, b = draw_neuron(quick_room), draw_neuron(quick_room)
    intentions.connect(quick_room.editor, a, "out", b, "in")
    intentions.set_size(quick_room.editor, [a, b], SIZE)
    return quick_room


def press(room: Room) -> None:
    button = next(b for b in room.window.notice.findChildren(QPushButton) if b.text() == "Run it")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def run_by_key(room: Room) -> None:
    room.canvas.setFocus()
    QTest.keyClick(room.canvas, Qt.Key.Key_Space)


def test_a_run_that_takes_more_than_half_of_what_is_free_asks_first(qtbot: QtBot, room: Room) -> None:
    """400,000,000 synapses ran with “No problems”."""
    run_by_key(room)
    qtbot.waitUntil(lambda: "more than half of the 90 MB that are free" in room.window.notice.words)
    assert room.run.state == "idle"
    press(room)
    qtbot.waitUntil(lambda: room.run.state == "running")
    room.control.stop()
    run_by_key(room)
    qtbot.waitUntil(lambda: room.run.state == "running")
    assert not room.window.notice.words, "whoever agreed is not asked again"


@pytest.mark.parametrize("by", ["step", "run to"])
def test_a_step_and_a_run_to_a_time_go_on_once_a_person_agrees(qtbot: QtBot, room: Room, by: str) -> None:
    room.control.set_speed(0.0)
    if by == "step":
        room.control.step()
    else:
        assert room.control.run_to(3.0) == ""
    assert room.run.state == "idle"
    press(room)
    time = 0.1 if by == "step" else 3.0
    qtbot.waitUntil(lambda: room.run.state == "paused" and room.run.status().time_ms == pytest.approx(time))


def test_a_network_that_grows_while_it_runs_asks_too(qtbot: QtBot, room: Room) -> None:
    ids = list(room.editor.document.nodes)
    intentions.set_size(room.editor, ids, 10)
    run_by_key(room)
    qtbot.waitUntil(lambda: room.run.state == "running")
    intentions.set_size(room.editor, ids, SIZE)
    qtbot.waitUntil(lambda: "more than half" in room.window.notice.words)
    assert room.run.state == "idle"
    press(room)
    qtbot.waitUntil(lambda: room.run.state == "running")
    assert room.run.description is not None and room.run.description.populations[0].size == SIZE


def test_while_a_run_is_prepared_it_says_what_it_takes(
    qtbot: QtBot, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_memory, "free_memory", lambda: 10**10)
    run_by_key(room)
    assert room.run.state == "preparing" and room.run.needs > 40 * MB
    events = room.transport.events
    qtbot.waitUntil(lambda: events.words == "of memory" and events.figure.endswith(" MB"))
    qtbot.waitUntil(lambda: room.run.state == "running")
    qtbot.waitUntil(lambda: events.words == "syn. events/s")


def test_a_network_that_grows_while_it_runs_says_what_it_takes_then(
    qtbot: QtBot, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """1.7 MB were said of a network of 60,000 neurons, since it had had 400."""
    monkeypatch.setattr(run_memory, "free_memory", lambda: 10**10)
    ids = list(room.editor.document.nodes)
    intentions.set_size(room.editor, ids, 10)
    run_by_key(room)
    qtbot.waitUntil(lambda: room.run.state == "running")
    assert 0 < room.run.needs < 10 * MB
    intentions.set_size(room.editor, ids, SIZE)
    qtbot.waitUntil(lambda: room.run.needs > 40 * MB)
    room.control.reset()
    assert room.run.needs > 40 * MB
