"""The window that the stories of learning are told in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.application import Composition
from app.preferences import Preferences
from tests.person.stage import on_stage


@pytest.fixture
def window(qtbot: QtBot, dressed: Preferences, tmp_path: Path) -> Iterator[Composition]:
    with on_stage(qtbot, Preferences(tmp_path), tmp_path) as made:
        yield made
