"""A view in which the program makes a mistake says so and stands still; the others go on."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from app.faults import Faults
from app.plots.base.clock import RedrawClock
from tests.app.plots.stage import Stage
from tests.app.plots.test_views import filled
from tests.app.seen import sentences


def test_a_view_that_fails_stands_still_and_the_others_are_drawn(
    played: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock came no further than to it, thirty times a second, and every view behind it stood still."""
    told: list[str] = []
    monkeypatch.setattr(sys, "excepthook", Faults(told.append).take)
    failing, other = filled("weight_histogram", played, qtbot), filled("rates", played, qtbot)
    drawn: list[int] = []
    tried: list[int] = []

    def fail() -> object:
        tried.append(1)
        raise IndexError("an index for each synapse")

    monkeypatch.setattr(failing, "shown_state", fail)
    monkeypatch.setattr(other, "shown_state", lambda: drawn.append(1))
    clock = RedrawClock(lambda: [failing, other])
    clock.findChild(QTimer).stop()
    for _ in range(20):
        clock.tick()
    assert len(drawn) >= 20 and len(tried) == 1 and len(told) == 1
    assert failing.surface.currentWidget() is failing.empty_state
    assert sentences(failing.empty_state) == told
    monkeypatch.undo()
    played.source.changed.emit()
    qtbot.waitUntil(lambda: failing.surface.currentWidget() is failing.graph)
