"""What tests of the whole window begin with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.preferences import Preferences
from app.process import dress
from tests.app.window.rooms import Room, leave, opened


@pytest.fixture(scope="module")
def dressed(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Preferences:
    """The looks of the application follow these preferences; dressed once, as in a real process."""
    made = Preferences(tmp_path_factory.mktemp("preferences"))
    made.set(theme="dark")
    dress(qapp, made)
    return made


@pytest.fixture
def preferences(dressed: Preferences, tmp_path: Path) -> Preferences:
    return Preferences(tmp_path)


@pytest.fixture
def room(qtbot: QtBot, preferences: Preferences, tmp_path: Path) -> Iterator[Room]:
    made = opened(qtbot, preferences, tmp_path)
    yield made
    leave(made)
