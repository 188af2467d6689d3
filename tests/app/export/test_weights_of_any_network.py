"""Weights of a network without data go out by the dialog, the command line, and of every example."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.command_line import main as command_line
from app.commands.editor import Editor
from app.document.example import EXAMPLES
from app.document.file.file_format import open_document
from app.document.meaning.meaning import meaning
from app.export.dialog import ExportDialog
from app.export.writing import WrittenFile
from engine.exporting.formats import formats
from engine.exporting.tensors import NamedArrays

ARRAYS = {name: format for name, format in formats().items() if issubclass(format, NamedArrays)}
PLACES = {path.stem: path for path in sorted(EXAMPLES.glob("*.spikeloom"))}


def test_no_example_is_refused() -> None:
    """Sixteen of twenty-six were, for want of data or of a decoder."""
    for example, path in PLACES.items():
        network = meaning(open_document(path)).description
        for format in ARRAYS.values():
            assert not [str(problem) for problem in format.refusals(network) if problem.is_fatal], example


@pytest.mark.parametrize("format", ARRAYS)
def test_the_dialog_writes_a_network_without_data_and_says_what_it_ran(
    format: str, qtbot: QtBot, tmp_path: Path
) -> None:
    editor = Editor()
    editor.open(PLACES["winner-take-all"])
    dialog = ExportDialog(editor)
    qtbot.addWidget(dialog)
    dialog.show()
    QTest.mouseClick(dialog.list.buttons[format], Qt.MouseButton.LeftButton)
    dialog.path.setFocus()
    dialog.path.selectAll()
    QTest.keyClicks(dialog.path, str(tmp_path / f"weights{ARRAYS[format].suffix}"))
    assert "The file lists every synapse" in dialog.why_not.words and dialog.export.isEnabled()
    with qtbot.waitSignal(dialog.writing.ended) as ended:
        QTest.mouseClick(dialog.export, Qt.MouseButton.LeftButton)
    result = ended.args[0]
    assert isinstance(result, WrittenFile) and result.spikes > 100
    assert dialog.message is not None and dialog.message.title.words == "0 differing spikes"
    assert dialog.message.sentence.words.endswith(f"fired the same {result.spikes:,} spikes in 200 ms.")


def main(*arguments: object) -> int:
    return command_line.main([str(word) for word in arguments], lambda paths: pytest.fail("the window was opened"))


def test_the_command_line_writes_it_and_reads_it_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project, weights = tmp_path / "net.spikeloom", tmp_path / "weights.npz"
    project.write_bytes(PLACES["winner-take-all"].read_bytes())
    assert main("export", project, "--to", "npz", "--out", weights) == 0
    assert capsys.readouterr().out.startswith("0 differing spikes of ")
    with np.load(weights, allow_pickle=False) as arrays:
        lengths = {len(arrays[name]) for name in arrays if name.startswith("Left_to_Left.") or name.endswith(".pre")}
        assert lengths and all(arrays[name].dtype == np.int32 for name in arrays if name.endswith((".pre", ".post")))
    taken = tmp_path / "taken.spikeloom"
    assert main("import", weights, "--into", project, "--out", taken) == 0
    assert "are in the network" in capsys.readouterr().out
    fired = []
    for path in (project, taken):
        out = path.with_suffix(".npz")
        assert main("run", path, "--duration", 100, "--out", out) == 0
        with np.load(out, allow_pickle=False) as arrays:
            fired.append({name: arrays[name] for name in arrays})
    assert fired[0].keys() == fired[1].keys()
    assert all(np.array_equal(fired[0][name], fired[1][name]) for name in fired[0])
