"""A stage for every test of a view."""

from __future__ import annotations

from collections.abc import Iterator

import pyqtgraph as pg
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.appearance.style import apply
from app.appearance.theme import theme
from tests.app.plots.stage import Stage


@pytest.fixture
def stage(qtbot: QtBot, qapp: QApplication) -> Iterator[Stage]:
    apply(qapp, theme())
    pg.setConfigOption("mouseRateLimit", 0)  # a test moves the mouse faster than any hand
    stage = Stage()
    yield stage
    stage.close()


@pytest.fixture
def played(stage: Stage, qtbot: QtBot) -> Stage:
    """A second was run."""
    stage.start(1000.0)
    qtbot.waitUntil(lambda: stage.run.state == "paused" and stage.run.status().step == 10_000)
    return stage
