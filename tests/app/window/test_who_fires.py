"""A run finds silent and saturated populations, and the list of problems says so until it is otherwise."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.document.vocabulary import BIAS
from engine.analysis.firing import SATURATED, SILENT
from tests.app.window.rooms import Room, draw_neuron


def told(room: Room) -> dict[str, str]:
    return {p.place: p.code for p in room.problems.problems if p.code in (SILENT, SATURATED)}


def silent(qtbot: QtBot, room: Room) -> str:
    """A neuron without input that has run until it was told of."""
    room.window.new()
    neuron = draw_neuron(room)
    room.control.set_speed(0.0)
    room.control.toggle()
    qtbot.waitUntil(lambda: told(room) == {neuron: SILENT})
    return neuron


def test_a_population_that_is_silent_or_saturated_is_told_while_it_is(qtbot: QtBot, quick_room: Room) -> None:
    room = quick_room
    neuron = silent(qtbot, room)
    assert room.canvas.drawing.nodes[neuron].severity is not None, "the node is marked"
    card = next(card for card in room.problems.cards if card.problem.code == SILENT)
    room.editor.selection.clear()
    QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    assert room.editor.selection.ids == (neuron,)
    intentions.set_parameter(room.editor, [neuron], BIAS, 1e6)
    qtbot.waitUntil(lambda: told(room) == {neuron: SATURATED})
    intentions.set_parameter(room.editor, [neuron], BIAS, 500.0)
    qtbot.waitUntil(lambda: told(room) == {})


def test_a_reset_and_a_deletion_forget_it(qtbot: QtBot, quick_room: Room) -> None:
    room = quick_room
    neuron = silent(qtbot, room)
    room.control.reset()
    qtbot.waitUntil(lambda: told(room) == {})
    room.control.toggle()
    qtbot.waitUntil(lambda: told(room) == {neuron: SILENT})
    intentions.delete(room.editor, [neuron])
    assert told(room) == {}
