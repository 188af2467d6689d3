"""The editor of equations comes into sight where it is begun, and has more room below the canvas if wanted."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.widgets.text import Text
from app.window.live_views.equations_dock import EquationsDock
from engine.model.registry.discovery import text_of
from tests.app.seen import button, scroll_area, sentences
from tests.app.window.rooms import Room, draw_neuron

WIDE_CHARACTERS = 70
LOW = 250  # px: as high as views are before they are made higher


def writing(room: Room, qtbot: QtBot) -> str:
    """A selected neuron that was written as equations by the button of its form."""
    neuron = draw_neuron(room)
    room.editor.selection.set((neuron,))
    panel = room.inspector
    button = panel.parts["model"].button
    panel.bring_into_sight(button)
    qtbot.wait(20)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel.equations.isVisible())
    return neuron


def begin_writing(room: Room, qtbot: QtBot) -> None:
    """In a network of its own, with the form in sight."""
    room.window.new()
    room.workspace.open_side("properties")
    writing(room, qtbot)


def characters(room: Room) -> int:
    """That a line of the editor has room for."""
    area = room.inspector.equations.area
    return area.viewport().width() // QFontMetrics(area.font()).horizontalAdvance("m")


@pytest.mark.parametrize("size", [(1600, 1000), (1024, 640)])
def test_a_model_that_is_written_as_equations_shows_them_at_once(
    size: tuple[int, int], qtbot: QtBot, quick_room: Room
) -> None:
    """They appeared above what was in sight."""
    room = quick_room
    room.window.resize(*size)
    begin_writing(room, qtbot)
    editor, port = room.inspector.equations, scroll_area(room.inspector.equations).viewport()
    qtbot.waitUntil(lambda: 0 <= editor.area.mapTo(port, QPoint()).y() < port.height() // 2)


def test_the_editor_has_the_room_of_the_views_and_comes_back_with_what_was_typed(
    qtbot: QtBot, quick_room: Room
) -> None:
    """Twenty-eight characters stood in a line."""
    room = quick_room
    room.window.new()
    neuron = writing(room, qtbot)
    editor = room.inspector.equations
    before = characters(room)
    assert before < WIDE_CHARACTERS
    QTest.mouseClick(editor.enlarge_button, Qt.MouseButton.LeftButton)
    dock = room.window.findChild(EquationsDock)
    assert dock is not None and dock.isVisible() and dock.isAncestorOf(editor)
    qtbot.waitUntil(lambda: characters(room) >= WIDE_CHARACTERS)
    assert editor.area.hasFocus() and editor.lines and editor.lines[0].isVisible()
    QTest.keyClick(editor.area, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(editor.area, Qt.Key.Key_Return)
    QTest.keyClicks(editor.area, "mu = 3 mV")
    QTest.keyClick(editor.area, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert text_of(room.editor.document.nodes[neuron].model).endswith("mu = 3 mV")
    assert editor.area.hasFocus(), "one goes on writing"
    place = room.inspector.equations_place
    qtbot.waitUntil(place.back.isVisible)
    QTest.mouseClick(place.back, Qt.MouseButton.LeftButton)
    assert not dock.isVisible() and place.isAncestorOf(editor) and editor.isVisible()
    qtbot.waitUntil(lambda: abs(characters(room) - before) <= 1)
    assert editor.area.toPlainText().endswith("mu = 3 mV")


def test_what_is_selected_decides_what_stands_there_and_closing_brings_it_back(qtbot: QtBot, quick_room: Room) -> None:
    room = quick_room
    room.window.new()
    neuron = writing(room, qtbot)
    other = intentions.add_node(room.editor, "neurons/equations", (400.0, 0.0))
    plain = intentions.add_node(room.editor, "stimuli/poisson", (800.0, 0.0))
    room.editor.selection.set((neuron,))
    room.inspector.equations.enlarge_wanted.emit()
    dock = room.window.findChild(EquationsDock)
    assert dock is not None
    first = room.inspector.equations.area.toPlainText()
    room.editor.selection.set((other,))
    assert room.inspector.equations.area.toPlainText() != first and dock.isVisible()
    room.editor.selection.set((plain,))
    qtbot.waitUntil(lambda: not room.inspector.equations.isVisible())
    assert sentences(dock) == ["Select a neuron with equations to write them here."]
    assert not room.inspector.equations_place.back.isVisible()
    room.editor.selection.set((neuron,))
    qtbot.waitUntil(lambda: room.inspector.equations.isVisible())
    dock.close()
    assert room.inspector.isAncestorOf(room.inspector.equations)


def test_in_a_small_window_it_stands_before_the_views_which_come_back_to_their_places(
    qtbot: QtBot, quick_room: Room
) -> None:
    """Beside three views it was narrower than in its form."""
    room = quick_room
    room.window.resize(1024, 640)
    room.window.new()
    room.workspace.open_side("properties")
    panels = [room.views.add(kind) for kind in ("raster", "traces", "rates")]
    writing(room, qtbot)
    qtbot.wait(50)

    def places() -> list[tuple[int, bool]]:
        return [(panel.mapTo(room.workspace, QPoint()).x(), panel.isVisible()) for panel in panels]

    before = places()
    assert len(set(before)) > 1, "some stand beside each other"
    room.inspector.equations.enlarge_wanted.emit()
    dock = room.window.findChild(EquationsDock)
    assert dock is not None
    qtbot.waitUntil(lambda: dock.width() >= room.workspace.width_of_views - 20 and characters(room) > 40)
    dock.close()
    qtbot.waitUntil(lambda: places() == before)


def test_in_a_small_window_there_are_more_lines_to_write_than_in_the_form(qtbot: QtBot, quick_room: Room) -> None:
    """The mathematics beneath left three of them; it comes back where there is room, and in the form."""
    room = quick_room
    room.window.resize(1024, 640)
    begin_writing(room, qtbot)
    editor = room.inspector.equations
    assert editor.lines[0].isVisible()
    editor.enlarge_wanted.emit()
    line = QFontMetrics(editor.area.font()).lineSpacing()
    dock = room.window.findChild(EquationsDock)
    assert dock is not None
    port = dock.findChild(QScrollArea).viewport()

    def fills_the_room() -> bool:
        last = button(port, "Keep as a model…")
        beneath = port.height() - last.mapTo(port, QPoint(0, last.height())).y()
        return not editor.lines[0].isVisible() and editor.area.height() >= 8 * line and beneath < 2 * line

    qtbot.waitUntil(fills_the_room)
    assert "Equations" not in [text.text() for text in port.findChildren(Text) if text.isVisible()], "twice"
    room.window.resize(1024, 1000)
    room.workspace.frame.resizeDocks([dock], [700], Qt.Orientation.Vertical)
    qtbot.waitUntil(lambda: editor.lines[0].isVisible() and editor.area.height() >= 8 * line)
    dock.close()
    qtbot.waitUntil(lambda: room.inspector.isAncestorOf(editor) and editor.lines[0].isVisible())


def test_a_mistake_is_led_to_where_the_editor_stands(qtbot: QtBot, quick_room: Room) -> None:
    room = quick_room
    room.window.new()
    neuron = writing(room, qtbot)
    room.inspector.equations.enlarge_wanted.emit()
    intentions.set_equations(room.editor, neuron, "dV/dt = (E_L - V)/tau : mV\ntau = 10 ms\nE_L = nonsense mV")
    room.canvas.setFocus()
    room.inspector.show_field("equations")
    assert room.inspector.equations.area.hasFocus()


@pytest.mark.parametrize("size", [(1600, 1000), (1024, 640)])
def test_why_equations_are_wrong_is_seen_where_they_have_more_room(
    size: tuple[int, int], qtbot: QtBot, quick_room: Room
) -> None:
    """The sentence stood below what was in sight: the lines kept their height, and all was scrolled."""
    room = quick_room
    room.window.resize(*size)
    begin_writing(room, qtbot)
    editor = room.inspector.equations
    editor.enlarge_wanted.emit()
    dock = room.window.findChild(EquationsDock)
    assert dock is not None
    room.workspace.frame.resizeDocks([dock], [LOW], Qt.Orientation.Vertical)
    QTest.keyClicks(editor.area, "d d")
    qtbot.waitUntil(editor.objection.isVisible)
    port = dock.findChild(QScrollArea).viewport()

    def all_is_seen() -> bool:
        said = QRect(editor.objection.mapTo(port, QPoint()), editor.objection.size())
        area = QRect(editor.area.mapTo(port, QPoint()), editor.area.size())
        return port.rect().contains(said) and port.rect().contains(area) and not area.intersects(said)

    qtbot.waitUntil(all_is_seen)
    assert editor.objection.height() >= editor.objection.heightForWidth(editor.objection.width())
