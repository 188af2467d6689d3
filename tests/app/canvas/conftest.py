"""A canvas of known size with an editor, and the hand of a person on it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.canvas.view import CanvasView
from app.commands import intentions
from app.commands.editor import Editor
from tests.app.menus import actions

NEURON = "neurons/leaky_integrate_and_fire"
STEPS = 6


class Hand:
    """Presses, drags and types at places of the scene."""

    def __init__(self, view: CanvasView) -> None:
        self.view = view

    def place(self, at) -> QPoint:
        return self.view.mapFromScene(QPointF(*at) if isinstance(at, tuple) else at)

    def click(self, at, modifiers=Qt.KeyboardModifier.NoModifier, button=Qt.MouseButton.LeftButton) -> None:
        QTest.mouseClick(self.view.viewport(), button, modifiers, self.place(at))

    def double_click(self, at) -> None:
        self.click(at)  # as a mouse sends it
        QTest.mouseDClick(self.view.viewport(), Qt.MouseButton.LeftButton, pos=self.place(at))

    def press(self, at, button=Qt.MouseButton.LeftButton, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
        QTest.mousePress(self.view.viewport(), button, modifiers, self.place(at))

    def move(self, at, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
        self._move_to(self.place(at), modifiers)

    def _move_to(self, place: QPoint, modifiers) -> None:
        """QTest.mouseMove knows no modifiers, so the event is made here."""
        held = Qt.MouseButton.LeftButton
        everywhere = QPointF(self.view.viewport().mapToGlobal(place))
        event = QMouseEvent(QEvent.Type.MouseMove, QPointF(place), everywhere, Qt.MouseButton.NoButton, held, modifiers)
        QApplication.sendEvent(self.view.viewport(), event)

    def release(self, at, button=Qt.MouseButton.LeftButton) -> None:
        QTest.mouseRelease(self.view.viewport(), button, pos=self.place(at))

    def drag(self, start, end, button=Qt.MouseButton.LeftButton, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
        first, last = self.place(start), self.place(end)
        QTest.mousePress(self.view.viewport(), button, modifiers, first)
        for step in range(1, STEPS + 1):
            self._move_to(first + (last - first) * step / STEPS, modifiers)
        QTest.mouseRelease(self.view.viewport(), button, modifiers, last)

    def key(self, key, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.view, key, modifiers)

    def port(self, node_id: str, name: str = "out", is_output: bool = True) -> QPointF:
        item = self.view.drawing.nodes[node_id]
        return next(item.pos() + p.point for p in item.ports if p.port.name == name and p.is_output == is_output)

    def middle(self, node_id: str) -> QPointF:
        return self.view.drawing.nodes[node_id].scene_area().center()

    def title(self, node_id: str) -> QPointF:
        return self.view.drawing.nodes[node_id].scene_area().topLeft() + QPointF(70, 18)


@pytest.fixture
def editor() -> Editor:
    return Editor()


@pytest.fixture
def view(qtbot, editor) -> CanvasView:
    view = CanvasView(editor)
    view.window_actions = actions()
    qtbot.addWidget(view)
    view.resize(1100, 700)
    view.show()
    view.centerOn(400, 100)
    view.setFocus()
    return view


@pytest.fixture
def hand(view) -> Hand:
    return Hand(view)


@pytest.fixture
def pair(editor, view) -> tuple[str, str]:
    """Two populations side by side, nothing selected, nothing to undo."""
    first = intentions.add_node(editor, NEURON, (96.0, 0.0), title="First", size=100)
    second = intentions.add_node(editor, NEURON, (480.0, 0.0), title="Second", size=10)
    editor.selection.clear()
    editor.undo_stack.clear()
    view.centerOn(400, 100)
    return first, second
