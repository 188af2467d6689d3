"""File → Import in the window: what the dialog offers, what comes of each file, and what is said of a wrong one."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot
from safetensors.numpy import save_file

from app.application import Composition
from app.commands import intentions
from app.document.elements import ArrayRef
from app.document.example import examples
from engine.importing import PICKLED
from engine.importing.formats import suffixes
from tests.app.file_answers import answer_with
from tests.app.window.rooms import Room

DIGITS = next(example for example in examples() if example.path.stem == "digits")


@pytest.fixture
def window(room: Room) -> Composition:
    room.window.open_example(DIGITS)
    return room


def choose(window: Composition, path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Take the menu's way and choose a file; gives the first kind of files that was offered."""
    offered = answer_with(monkeypatch, path)
    window.window.actions_["file.import"].trigger()
    while window.canvas.foreign.is_busy:
        assert window.window.notice.words == f"Reading {path.name}…"
        QTest.qWait(5)
    return offered[0][0]


def weights(window: Composition) -> list[object]:
    document = window.editor.document
    found = [link.synapses.weight for link in document.links.values() if link.synapses is not None]
    return [document.array(w) if isinstance(w, ArrayRef) else w for w in found]


def test_weights_go_into_what_is_drawn_and_undo_takes_them_out(
    window: Composition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = weights(window)
    arrays = {"fc1.weight": np.full((100, 64), 0.25), "fc2.weight": np.full((10, 100), 0.5)}
    save_file(arrays, tmp_path / "state.safetensors")
    kinds = choose(window, tmp_path / "state.safetensors", monkeypatch)
    assert all(f"*{suffix}" in kinds for suffix in (*suffixes(), *PICKLED)), "all that can be taken in can be chosen"
    assert "2 arrays of state.safetensors" in window.window.notice.words
    assert [float(np.mean(w)) for w in weights(window)] == [0.25, 0.5]
    window.editor.undo_stack.undo()
    assert all(np.array_equal(one, other) for one, other in zip(weights(window), before, strict=True))


def test_what_the_file_has_nothing_for_is_said_beside_what_it_brought(
    window: Composition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trained biases stayed without a word."""
    nodes = window.editor.document.nodes.values()
    output = next(node for node in nodes if node.title == "Output")
    intentions.set_parameter(window.editor, [output.id], "bias", 0.5)
    arrays = {"fc1.weight": np.full((100, 64), 0.25), "fc2.weight": np.full((10, 100), 0.5)}
    save_file(arrays, tmp_path / "state.safetensors")
    choose(window, tmp_path / "state.safetensors", monkeypatch)
    assert window.window.notice.words == (
        "2 arrays of state.safetensors are in the network. state.safetensors holds nothing for Output.bias. "
        "They stay as they were in the drawing."
    )


WRONG = {
    "state.pt": (lambda path: path.write_bytes(pickle.dumps({"a": 1})), "safetensors.torch.save_file"),
    "cut.safetensors": (lambda path: path.write_bytes(b"\x40\0\0\0\0\0\0\0{"), "not a safetensors file"),
    "cut.nir": (lambda path: path.write_bytes(b"\x89HDF\r\n\x1a\n" + b"\0" * 60), "cut.nir"),
    "other.safetensors": (
        lambda path: save_file({"a.weight": np.ones((3, 3))}, path),
        ": 1; links of the drawn network: 2",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_of_a_wrong_file_it_is_said_what_is_wrong_and_nothing_changes(
    window: Composition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    make, said = WRONG[name]
    make(tmp_path / name)
    before = dict(window.editor.document.nodes), dict(window.editor.document.links)
    choose(window, tmp_path / name, monkeypatch)
    assert said in window.window.notice.words and not window.editor.undo_stack.count()
    assert (dict(window.editor.document.nodes), dict(window.editor.document.links)) == before


def test_the_lines_that_convert_a_pickle_can_be_copied(
    window: Composition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a state's.pt"
    path.write_bytes(pickle.dumps({"a": 1}))
    choose(window, path, monkeypatch)
    copy = next(b for b in window.window.notice.findChildren(QPushButton) if b.text() == "Copy")
    QTest.mouseClick(copy, Qt.MouseButton.LeftButton)
    lines = QApplication.clipboard().text()
    compile(lines, "lines", "exec")
    assert repr(str(path)) in lines and repr(str(path.with_suffix(".safetensors"))) in lines


def test_a_file_that_is_chosen_in_the_form_says_as_much_of_itself_as_one_that_is_dropped(
    window: Composition, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form took its name alone: samples were shown for a time that was not theirs."""
    path = tmp_path / "spikes.csv"
    path.write_text("sample,time,channel,label\n0,1,0,0\n0,39.5,6,0\n1,3,2,1\n", encoding="utf-8")
    add, nodes = window.canvas.add_at_centre, window.editor.document.nodes
    found = []
    for way in ("chosen", "dropped"):
        before = set(nodes)
        add("datasets/spike_tables")
        (made,) = set(nodes) - before
        window.editor.selection.set((made,))
        if way == "chosen":
            row = window.inspector.rows["parameters:file"]
            answer_with(monkeypatch, path)
            assert row.file_button is not None
            QTest.mouseClick(row.file_button, Qt.MouseButton.LeftButton)
        else:
            window.canvas.take_foreign(path, (0.0, 0.0), QPointF(), nodes[made])
        qtbot.waitUntil(lambda: not window.canvas.foreign.is_busy)
        found.append(dict(nodes[made].parameters))
    assert found[0] == found[1] == {"file": str(path), "channels": 7.0, "duration": 40.0}
