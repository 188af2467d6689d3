"""Data of a view are taken away from the whole window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.plots.exports.data_dialog import DataDialog
from app.plots.exports.exporting import export_data
from app.window.frame import notice
from tests.app.file_answers import answer_with
from tests.app.window.rooms import Room


def test_why_data_were_not_written_stays_until_it_was_read(
    room: Room, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.window.new()
    view = room.views.add("raster")
    monkeypatch.setattr(notice, "SHOWN_FOR", 1)  # ms, for news: this stays
    missing = tmp_path / "no folder"
    answer_with(monkeypatch, missing / "spikes.csv")
    export_data(view)
    dialog = room.window.findChild(DataDialog)
    assert dialog is not None
    QTest.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    words = f"There is no folder {missing}. Choose one that is there."
    qtbot.waitUntil(lambda: room.window.notice.words == words)
    qtbot.wait(20)
    room.time_range.point_at(10.0)  # what the head of the view says is about the cursor then
    assert room.window.notice.words == words and room.window.notice.isVisible()
