"""A drawing is read once for each of its states, however many panels show what it means."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.commands import resizing
from app.document.document import Document
from app.document.meaning import meaning
from engine.network.description import NetworkDescription
from engine.problems import Problem
from tests.app.window.rooms import Room

EXAMPLES = Path(__file__).parents[3] / "resources" / "examples"
SETTLED = 1000  # ms, after which every panel has asked


def test_an_edit_is_read_once_with_learn_code_and_problems_open(
    qtbot: QtBot, quick_room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was read up to five times."""
    room, states = quick_room, []
    interpret = meaning.interpret

    def counted(document: Document) -> tuple[NetworkDescription, tuple[Problem, ...]]:
        if document is room.editor.document:
            states.append(document.state)
        return interpret(document)

    monkeypatch.setattr(meaning, "interpret", counted)
    room.project.open(EXAMPLES / "digits.spikeloom")
    room.problems_dock.open()
    node = next(node.id for node in room.editor.document.nodes.values() if node.kind == "population")
    for step, panel in enumerate(("learn", "code", "learn", "code")):
        room.window.workspace.open_side(panel)
        qtbot.wait(SETTLED)
        states.clear()
        resizing.set_size(room.editor, [node], 7 + step)
        qtbot.wait(SETTLED)
        room.window.workspace.open_side("learn" if panel == "code" else "code")
        qtbot.wait(SETTLED)
        assert states == [room.editor.document.state], panel
