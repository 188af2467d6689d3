"""The window is dressed as a whole: Qt dresses what lies within a widget anew whenever that is given a parent."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.preferences import Preferences
from tests.app.window.rooms import Room, leave


class Told(QObject):
    """How many widgets were made, and how often each was told of another style."""

    def __init__(self) -> None:
        super().__init__()
        self.times: Counter[int] = Counter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.StyleChange:
            self.times[id(watched)] += 1
        return False


def test_a_window_is_dressed_once_and_not_for_every_parent_that_a_widget_gets(
    qtbot: QtBot, qapp: QApplication, preferences: Preferences, tmp_path: Path
) -> None:
    sheet = qapp.styleSheet()
    told = Told()
    qapp.installEventFilter(told)
    room = Room(preferences, tmp_path)
    qapp.removeEventFilter(told)
    assert qapp.styleSheet() == sheet != ""
    assert 500 < told.times.total() < 2 * len(told.times), "each once; a few, as they are filled, again"
    leave(room)
