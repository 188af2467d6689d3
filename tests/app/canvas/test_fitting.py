"""A drawing that is shown as a whole stays so when its room changes, until a person looks elsewhere."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.canvas.interaction.inline_edit import edit_words
from app.canvas.view import CanvasView
from app.commands import intentions
from app.commands.editor import Editor

NEURON = "neurons/leaky_integrate_and_fire"
NARROW = (640, 520)


@pytest.fixture
def row(editor: Editor, view: CanvasView) -> list[str]:
    """As wide as the view; shown as a whole."""
    ids = [intentions.add_node(editor, NEURON, (264.0 * i, 0.0)) for i in range(4)]
    view.fit()
    return ids


def turn_wheel(view: CanvasView) -> None:
    place = QPointF(view.viewport().rect().center())
    event = QWheelEvent(
        place, view.viewport().mapToGlobal(place), QPoint(), QPoint(0, 120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), event)


def drag_the_ground(view: CanvasView) -> None:
    place = view.viewport().rect().center() + QPoint(0, 200)
    QTest.mousePress(view.viewport(), Qt.MouseButton.MiddleButton, pos=place)
    QTest.mouseMove(view.viewport(), place + QPoint(-40, 10))
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.MiddleButton, pos=place + QPoint(-40, 10))


def click_the_map(view: CanvasView) -> None:
    minimap = view.overlays.minimap
    QTest.mouseClick(minimap, Qt.MouseButton.LeftButton, pos=minimap.rect().center() + QPoint(20, 0))


def all_are_seen(view: CanvasView) -> bool:
    return all(view.visible_area().contains(item.scene_area()) for item in view.drawing.nodes.values())


def test_a_drawing_of_any_size_is_shown_as_a_whole_and_the_wheel_comes_back_to_it(editor, view):
    """Of three hundred nodes a part was out of sight, since nothing went below ten per cent."""
    for corner in ((0.0, 0.0), (20_000.0, 9_000.0)):
        intentions.add_node(editor, NEURON, corner)
    view.fit()
    farthest = view.zoom
    assert all_are_seen(view) and farthest < 0.1
    view.actual_size()
    for _ in range(40):
        view.zoom_out()
    assert view.zoom == pytest.approx(farthest)
    editor.undo_stack.undo()
    view.fit()
    for _ in range(40):
        view.zoom_out()
    assert view.zoom == pytest.approx(0.1)


def test_in_another_room_all_of_the_drawing_is_shown(view, row):
    before = view.zoom
    view.resize(*NARROW)
    assert all_are_seen(view) and view.zoom < before
    view.resize(1100, 700)
    assert view.zoom == pytest.approx(before)


@pytest.mark.parametrize("look_elsewhere", [turn_wheel, drag_the_ground, click_the_map])
def test_where_a_person_looks_is_not_changed(view, row, look_elsewhere):
    before = view.zoom, view.mapToScene(QPoint())
    look_elsewhere(view)
    chosen = view.zoom, view.mapToScene(QPoint())
    assert chosen != before
    view.resize(*NARROW)
    assert (view.zoom, view.mapToScene(QPoint())) == chosen
    QTest.keyClick(view, Qt.Key.Key_Home)
    view.resize(500, 420)
    assert all_are_seen(view)


def test_a_drag_goes_on_where_it_is(view, hand, row):
    start = hand.middle(row[0])
    hand.press(start)
    hand.move(start + QPointF(30, 30))
    before = view.zoom
    view.resize(*NARROW)
    assert view.zoom == before
    hand.release(start + QPointF(30, 30))


def test_what_is_typed_in_place_stays_in_its_place(view, row):
    edit_words(view, row[0])
    before = view.zoom
    view.resize(*NARROW)
    assert view.zoom == before and QApplication.focusWidget() is not view
