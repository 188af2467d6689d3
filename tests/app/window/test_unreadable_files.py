"""Whichever way a file that cannot be read comes into the window: it says which and what to do, and nothing changes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.commands import intentions
from app.document.elements import Link, Node
from tests.app.file_answers import answer_with
from tests.app.unreadable import KINDS, WAYS, demand_clear, like_anybody, unmade
from tests.app.window.rooms import LIF, Room

COPY, LEFT = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
NO_KEY = Qt.KeyboardModifier.NoModifier
NETWORKS = (".nir", ".py")  # nodes of their own, wherever they fall


@pytest.fixture
def targets(room: Room) -> list[Node | Link | None]:
    """What a file may fall on, drawn and saved as it is."""
    room.window.new()
    editor = room.editor
    models = ("stimuli/spike_times", LIF, "datasets/own_samples")
    nodes = [intentions.add_node(editor, model, (300.0 * n, 0.0)) for n, model in enumerate(models)]
    link = intentions.connect(editor, nodes[0], "out", nodes[1], "in")
    document = editor.document
    return [None, document.links[link], *(document.nodes[id] for id in nodes)]


def drop(widget: QWidget, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    enter = QDragEnterEvent(QPointF(5, 5).toPoint(), COPY, data, LEFT, NO_KEY)
    widget.dragEnterEvent(enter)
    assert enter.isAccepted()
    widget.dropEvent(QDropEvent(QPointF(5, 5), COPY, data, LEFT, NO_KEY))


def opened(room: Room, path: Path) -> Iterator[str]:
    """What is said of a project that was chosen in the dialog, and of one that was dropped on the window."""
    room.answers.to_open = path
    room.window.open()
    yield room.window.notice.words
    drop(room.window, path)
    yield room.window.notice.words


def imported(room: Room, path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    answer_with(monkeypatch, path)
    room.window.actions_["file.import"].trigger()
    wait(room)
    return str(room.window.notice.words)


def fallen(room: Room, path: Path, on: Node | Link | None) -> str:
    """What the canvas says beside the mouse."""
    bubble = room.canvas.overlays.refusal
    bubble.hide()
    room.canvas.take_foreign(path, (0.0, 400.0), QPointF(0.0, 400.0), on)
    wait(room)
    assert bubble.isVisible() and bubble.words, (path.name, on)
    return str(bubble.accessibleName())


def wait(room: Room) -> None:
    while room.canvas.foreign.is_busy:
        QTest.qWait(5)


def test_what_cannot_be_read_is_told_wherever_it_comes_from(
    room: Room, targets: list[Node | Link | None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every way in which a file cannot be read, by every kind of file, in one drawing that none of them changes."""
    room.editor.undo_stack.set_clean()
    before, steps = room.editor.document.snapshot(), room.editor.undo_stack.count()
    for (number, way), kind in product(enumerate(WAYS), KINDS):
        path = tmp_path / f"stranger {number}{kind}"  # its own name: what was said of another tells nothing of it
        WAYS[way](path, kind)
        with like_anybody():
            if kind == ".spikeloom":
                said = list(opened(room, path))
            else:
                said = [imported(room, path, monkeypatch)]
                said += [fallen(room, path, on) for on in (targets[:1] if kind in NETWORKS else targets)]
        for words in said:
            demand_clear(words, path)
        unchanged = room.editor.document.snapshot() == before and room.editor.undo_stack.count() == steps
        assert unchanged, (way, kind)
        unmade(path)
