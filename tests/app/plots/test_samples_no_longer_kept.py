"""Of states that are no longer kept traces say so, as rasters do of spikes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from app.appearance.theme import theme
from app.plots.views.traces import TracesView
from app.running.record.ring_buffer import SPIKES_KEPT, RingBuffer
from tests.app.plots.hand import words_inside
from tests.app.plots.stage import Stage
from tests.app.plots.test_views import OF_RUNS, opened

ROWS = 6_000  # that are kept of 10,000


def test_traces_show_where_nobody_knows_and_say_so(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RingBuffer.__init__, "__defaults__", (SPIKES_KEPT, 0))
    monkeypatch.setattr("app.running.record.ring_buffer.SMALLEST_RECORDING", ROWS)
    stage = Stage()
    try:
        panel = opened(OF_RUNS["traces"], stage, qtbot)
        assert isinstance(panel, TracesView)
        stage.start(1.0)
        qtbot.waitUntil(lambda: stage.run.state == "paused")
        panel.redraw()
        stage.play_until(1000.0, qtbot)
        (first, *_) = panel.shown.traces()
        kept = stage.run.frames.samples_kept_since(first.recording) * stage.run.resolution
        assert 300.0 < kept < 500.0
        stage.time_range.show(0.0, 1000.0)
        panel.draw_now()
        assert "no longer kept" in words_inside(panel)
        picture, area = panel.graph.grab().toImage(), panel.data_rect
        gone = QPointF(area.left() + 6, area.top() + 2).toPoint()
        there = QPointF(area.right() - 6, area.top() + 2).toPoint()
        assert picture.pixelColor(gone) == theme().color("surface2") != picture.pixelColor(there)
        stage.time_range.show(kept + 1, 1000.0)
        panel.draw_now()
        assert not words_inside(panel)
        assert panel.graph.grab().toImage().pixelColor(gone) != theme().color("surface2")
    finally:
        stage.close()
