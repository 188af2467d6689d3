"""The window that the stories of learning are told in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.application import Composition
from app.preferences import Preferences
from app.process import dress
from tests.activation import activate


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Composition]:
    preferences = Preferences(tmp_path)
    dress(qapp, preferences)
    made = Composition(preferences, recovery=tmp_path / "recovery")
    made.window.show()
    made.window.showNormal()
    made.window.resize(1600, 1000)
    activate(qtbot, made.window)
    yield made
    made.close()
    made.window.hide()
