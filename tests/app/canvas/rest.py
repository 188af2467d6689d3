"""A canvas on which nothing is about to change."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.canvas.view import CanvasView


def at_rest(view: CanvasView, qtbot: QtBot) -> None:
    """Wait until every badge hangs, the map is drawn and nothing fades, and all of it is painted."""
    timers = [*view.findChildren(QTimer), *view.drawing.findChildren(QTimer)]
    qtbot.waitUntil(lambda: view.drawing.is_settled and not any(timer.isActive() for timer in timers))
    QApplication.processEvents()


def with_kept_pictures(view: CanvasView, qtbot: QtBot) -> None:
    """At rest, what stands still painted from its pictures, which are kept from the second painting on."""
    at_rest(view, qtbot)
    view.grab()
    view.grab()
    view.viewport().update()
    QApplication.processEvents()
