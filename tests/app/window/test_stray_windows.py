"""Nothing flashes up: a part that is shown before it stands in the window would be a window of its own for a moment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from app.preferences import Preferences
from app.window.main_window import MainWindow
from tests.app.window.rooms import leave, opened


class Shown(QObject):
    """The names of the classes of all windows that were shown, but for the main one and dialogs."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_shown = event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow()
        if is_shown and not isinstance(watched, MainWindow | QDialog):
            self.names.append(type(watched).__name__)
        return False


@pytest.fixture
def shown(qapp: QApplication) -> Iterator[Shown]:
    made = Shown()
    qapp.installEventFilter(made)
    yield made
    qapp.removeEventFilter(made)


def test_no_part_of_the_window_is_a_window_for_a_moment(
    qtbot: QtBot, preferences: Preferences, tmp_path: Path, shown: Shown
) -> None:
    room = opened(qtbot, preferences, tmp_path)
    assert not shown.names, "while the window begins"
    for place in range(3):
        room.start_page.show_page(place)
        QTest.qWait(1)
    assert not shown.names, "on the start page"
    preferences.set(theme="light")
    preferences.set(density="large")
    QTest.qWait(1)
    assert not shown.names, "in another theme and size"
    leave(room)
