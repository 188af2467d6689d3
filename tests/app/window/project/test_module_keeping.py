"""Modules in the whole window: what is kept, renewed and deleted is said, and a deletion can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app import platform
from app.commands import intentions
from app.document.networks.modules import modules
from tests.app.seen import offered, press
from tests.app.window.rooms import Room, draw_neuron


def test_a_module_that_is_deleted_in_the_palette_is_brought_back_by_a_click(
    qtbot: QtBot, room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One click in its menu deleted it for good, and nothing was said."""
    monkeypatch.setattr(platform, "data_folder", lambda: tmp_path)
    room.window.new()
    group = intentions.group(room.editor, (draw_neuron(room),), (0.0, 0.0))
    intentions.rename(room.editor, group, "Column")
    room.editor.selection.set((group,))
    room.window.actions_["arrange.keep_module"].trigger()
    assert "Column" in room.window.notice.words
    (row,) = room.palette.modules.rows
    row.menu().actions()[0].trigger()
    assert modules.names() == [] and "Column is deleted" in room.window.notice.words
    press(room.window.notice, "Bring it back")
    assert modules.names() == ["Column"] and [row.name for row in room.palette.modules.rows] == ["Column"]
    assert not room.window.notice.words


def test_a_module_that_was_kept_anew_is_made_again_what_it_was_by_a_click(
    qtbot: QtBot, room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "data_folder", lambda: tmp_path)
    room.window.new()
    group = intentions.group(room.editor, (draw_neuron(room),), (0.0, 0.0))
    room.editor.selection.set((group,))
    keep = room.window.actions_["arrange.keep_module"]
    keep.trigger()
    assert offered(room.window.notice) == ""
    room.editor.enter(group)
    draw_neuron(room)
    room.editor.enter("")
    room.editor.selection.set((group,))
    keep.trigger()
    assert len(modules.read("Group").nodes) == 3 and "in the place of the one before" in room.window.notice.words
    press(room.window.notice, "Bring the one before back")
    assert len(modules.read("Group").nodes) == 2 and "again what it was" in room.window.notice.words
