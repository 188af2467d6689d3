"""Windows that have the keyboard before a test goes on."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot


def activate(qtbot: QtBot, window: QWidget) -> None:
    """Ask until it is active: a window before it may still be losing what this one was given.

    One that became a window while the desktop gave it the keyboard has it there, and Qt calls none active: as the
    desktop sees nothing to do, only what goes to another one and back changes that.
    """

    def active() -> bool:
        if QApplication.activeWindow() is None and QGuiApplication.focusWindow() is window.windowHandle():
            for other in QApplication.topLevelWidgets():
                if other is not window and other.isVisible():
                    other.activateWindow()
            QApplication.processEvents()
        window.activateWindow()
        return window.isActiveWindow()

    qtbot.waitUntil(active)
