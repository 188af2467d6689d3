"""What tests of the whole window begin with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.preferences import Preferences
from tests.activation import activate
from tests.app.window.rooms import Room, leave, opened
from tests.app.window.shared import SharedRoom


@pytest.fixture
def preferences(dressed: Preferences, tmp_path: Path) -> Preferences:
    return Preferences(tmp_path)


@pytest.fixture
def own_room(qtbot: QtBot, preferences: Preferences, tmp_path: Path) -> Iterator[Room]:
    """A window that the test alone has, and may close."""
    made = opened(qtbot, preferences, tmp_path)
    yield made
    leave(made)


@pytest.fixture(scope="module")
def room_of_file(dressed_once: Preferences, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedRoom]:
    with closing(SharedRoom(tmp_path_factory.mktemp("window"))) as made:
        yield made


@pytest.fixture
def room(qtbot: QtBot, dressed: Preferences, room_of_file: SharedRoom) -> Room:
    """The window that all tests of a file have one after the other, as it would begin: no test closes it."""
    return room_of_file.as_new(qtbot)


@pytest.fixture
def quick_room(qtbot: QtBot, room: Room) -> Room:
    """The same with the keyboard; nothing is compiled for its runs."""
    room.preferences.set(backend="numpy")
    activate(qtbot, room.window)
    return room
