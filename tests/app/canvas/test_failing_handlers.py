"""A handler of the canvas that fails is told, and the program goes on: events come from Qt's loop, as a person's do."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.canvas.pointer import Pointer
from app.canvas.view import CanvasView

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def gone() -> QLineEdit:
    """A field that Qt has deleted."""
    field = QLineEdit()
    field.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return field


def test_a_press_that_meets_what_is_gone_does_not_end_the_program(
    qtbot: QtBot, view: CanvasView, gone: QLineEdit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beneath the override of ``viewportEvent`` the process ended with a segmentation fault: nothing was guarded."""
    monkeypatch.setattr(Pointer, "press", lambda _pointer, _event: gone.setFocus())
    place, none = QPointF(5.0, 5.0), Qt.KeyboardModifier.NoModifier
    press = QMouseEvent(QEvent.Type.MouseButtonPress, place, place, LEFT, LEFT, none)
    with qtbot.capture_exceptions() as caught:
        QCoreApplication.postEvent(view.viewport(), press)
        qtbot.waitUntil(lambda: bool(caught))
    assert [kind for kind, _, _ in caught] == [RuntimeError]


def test_a_key_that_meets_what_is_gone_does_not_end_the_program(
    qtbot: QtBot, view: CanvasView, gone: QLineEdit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Pointer, "cancel", lambda _pointer: gone.hasFocus())
    escape = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    with qtbot.capture_exceptions() as caught:
        QCoreApplication.postEvent(view, escape)
        qtbot.waitUntil(lambda: bool(caught))
    assert [kind for kind, _, _ in caught] == [RuntimeError]
