"""Ctrl+K finds models: a node is added, and what belongs on a link is put on the chosen ones."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.document.vocabulary import model_of
from tests.app.window.rooms import LIF, Room, draw_neuron

CTRL = Qt.KeyboardModifier.ControlModifier


def field(room: Room) -> QLineEdit:
    found = room.window.chooser.findChild(QLineEdit)
    assert isinstance(found, QLineEdit)
    return found


def command(room: Room, words: str) -> str:
    """What Enter after Ctrl+K and these words did."""
    room.canvas.setFocus()
    QTest.keyClick(room.canvas, Qt.Key.Key_K, CTRL)
    typed = field(room)
    QTest.keyClicks(typed, words)
    found = room.window.chooser.shown[0].text
    QTest.keyClick(typed, Qt.Key.Key_Return)
    return found


def test_the_sign_of_a_population_or_a_link_is_found_by_the_words_of_the_field(qtbot: QtBot, quick_room: Room) -> None:
    """“Dale” found nothing, and “inhibitory” a rule of plasticity alone."""
    room = quick_room
    room.window.new()
    first = draw_neuron(room)
    second = draw_neuron(room)
    link = intentions.connect(room.editor, first, "out", second, "in")
    room.editor.selection.set((first,))
    assert command(room, "inhibitory") == "Make it inhibitory"
    document = room.editor.document
    synapses = document.links[link].synapses
    assert document.nodes[first].sign == "inhibitory" and synapses is not None and synapses.sign == "inhibitory"
    assert command(room, "Dale") == "Make it excitatory" and document.nodes[first].sign == "excitatory"
    room.editor.selection.set((link,))
    assert command(room, "make it inhibitory") == "Make it inhibitory"
    after = document.links[link].synapses
    assert after is not None and after.sign == "inhibitory"
    room.editor.selection.set(())
    room.canvas.setFocus()
    QTest.keyClick(room.canvas, Qt.Key.Key_K, CTRL)
    QTest.keyClicks(field(room), "Dale")
    shown = room.window.chooser.shown[0]
    assert (shown.text, shown.able, shown.reason) == (
        "Make it excitatory", False, "Select a population or a link first"
    )  # fmt: skip


def test_models_are_added_and_put_on_links_by_their_names(qtbot: QtBot, quick_room: Room) -> None:
    room = quick_room
    room.window.new()
    assert command(room, "LIF") == "Add Leaky integrate-and-fire"
    (first,) = room.editor.selection.ids
    assert room.editor.document.nodes[first].model == LIF
    assert command(room, "add poisson") == "Add Poisson"
    (drive,) = room.editor.selection.ids
    assert room.editor.document.nodes[drive].kind == "stimulus"
    assert command(room, "single step") == "Single step"
    room.control.reset()
    second = draw_neuron(room)
    assert not room.window.chooser.isVisible()
    QTest.keyClick(room.canvas, Qt.Key.Key_K, CTRL)
    QTest.keyClicks(field(room), "STDP")
    assert {entry.belongs for entry in room.window.chooser.shown} <= {"Examples", "Lessons"}, "nothing can take it"
    QTest.keyClick(field(room), Qt.Key.Key_Escape)
    link = intentions.connect(room.editor, first, "out", second, "in")
    assert command(room, "stdp").startswith("Set ")
    synapses = room.editor.document.links[link].synapses
    assert synapses is not None and synapses.plasticity is not None and "stdp" in synapses.plasticity
    room.editor.undo_stack.undo()
    synapses = room.editor.document.links[link].synapses
    assert synapses is not None and synapses.plasticity is None


def test_the_beginning_of_a_sign_finds_that_sign(qtbot: QtBot, quick_room: Room) -> None:
    """“inhib” did the opposite: by the word inhibition the command of the other sign was found, and stood first."""
    room = quick_room
    room.window.new()
    population = draw_neuron(room)
    for typed, sign in (("inhib", "inhibitory"), ("excit", "excitatory"), ("inhibition", "inhibitory")):
        room.editor.selection.set((population,))
        command(room, typed)
        assert room.editor.document.nodes[population].sign == sign


@pytest.mark.parametrize("shown", ["code", "properties"])
def test_a_model_is_written_as_equations_by_name(qtbot: QtBot, quick_room: Room, shown: str) -> None:
    """Only the button in the form did it."""
    room = quick_room
    room.window.new()
    population = draw_neuron(room)
    room.window.workspace.open_side(shown)
    room.editor.selection.set((population,))
    assert command(room, "write as equ") == "Write as equations"
    model = model_of(room.editor.document.nodes[population].model)
    assert model is not None and model.text
    qtbot.waitUntil(room.inspector.equations.isVisible)

    def reason() -> str:
        room.canvas.setFocus()
        QTest.keyClick(room.canvas, Qt.Key.Key_K, CTRL)
        QTest.keyClicks(field(room), "write as equations")
        entry = next(entry for entry in room.window.chooser.shown if entry.text == "Write as equations")
        QTest.keyClick(field(room), Qt.Key.Key_Escape)
        return "" if entry.able else entry.reason

    assert reason() == "Its equations are typed already"
    other = draw_neuron(room)
    room.editor.selection.set((population, other))
    assert reason() == "The chosen elements have different models"
    room.editor.selection.set(())
    assert reason() == "Select a population or a link first"
    room.editor.selection.set((other,))
    assert reason() == ""
    link = intentions.connect(room.editor, other, "out", population, "in")
    room.editor.selection.set((link,))
    assert command(room, "write as equ") == "Write as equations" and reason() == "Its equations are typed already"
    assert room.inspector.equations.isVisible()
