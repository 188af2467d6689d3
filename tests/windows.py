"""Windows that a test leaves behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import Shiboken

FAR_OFF = 20_000, 20_000
_shared: list[QWidget] = []


@contextmanager
def kept_for_others(window: QWidget) -> Iterator[None]:
    """No test that is over takes the window along, nor what has no place in it yet."""
    _shared.append(window)
    try:
        yield
    finally:
        _shared.remove(window)


def without_parent() -> list[QWidget]:
    """Everything that Qt calls a window and that belongs to no other."""
    return [window for window in QApplication.topLevelWidgets() if window.parent() is None]


def is_of_qt(window: QWidget) -> bool:
    """Whether Qt made it for itself, as every layout of graphics does to measure by, and deletes it itself."""
    return not Shiboken.createdByPython(window)


def delete_windows() -> None:
    """Qt deletes only within a loop of events what is to be deleted, and none is left when a test is over."""
    if QApplication.instance() is None:
        return
    for window in without_parent():
        if not is_of_qt(window) and not (_shared and (window in _shared or window.isHidden())):
            window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def let_go_of_mouse() -> None:
    """Take it off all windows, nothing pressed.

    A button that was left pressed would look to the next test like a click that goes on, and what stands where the
    pointer was left would be lit up there.
    """
    if QApplication.instance() is None:
        return
    QCursor.setPos(*FAR_OFF)
    pressed = QApplication.mouseButtons()
    for button in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton):
        if pressed & button:
            QTest.mouseRelease(QWidget(), button)
