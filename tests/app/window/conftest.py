"""What tests of the whole window begin with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.preferences import Preferences
from tests.activation import activate
from tests.app.window.rooms import Room, leave, opened


@pytest.fixture
def preferences(dressed: Preferences, tmp_path: Path) -> Preferences:
    return Preferences(tmp_path)


@pytest.fixture
def room(qtbot: QtBot, preferences: Preferences, tmp_path: Path) -> Iterator[Room]:
    made = opened(qtbot, preferences, tmp_path)
    yield made
    leave(made)


@pytest.fixture
def quick_room(qtbot: QtBot, room: Room) -> Room:
    """The same with the keyboard; nothing is compiled for its runs."""
    room.preferences.set(backend="numpy")
    activate(qtbot, room.window)
    return room
