"""What keeps a network out of a format is told whole, and mended by one click where it can be."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.document.meaning.meaning import meaning
from app.export.dialog import ExportDialog
from app.export.mending import mends
from app.export.writing import WriteRequest
from engine.exporting.formats import formats
from tests.app.export.test_export import choose, classifier, name


def test_what_a_format_cannot_carry_is_mended_by_one_click_and_comes_back_with_undo(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = classifier()
    link = next(link for link in editor.document.links.values() if link.synapses is not None)
    intentions.set_synapse_model(editor, [link.id], "synapses/exponential_current")
    intentions.set_model(editor, [link.target], "neurons/current_based_leaky_integrate_and_fire")
    intentions.set_synapse_model(editor, [link.id], "synapses/delta")
    intentions.set_delay(editor, [link.id], 3.0)
    dialog = ExportDialog(editor, provenance={"accuracy": 0.97})
    qtbot.addWidget(dialog)
    dialog.show()
    choose(dialog, "nir")
    name(dialog, tmp_path / "weights.nir")
    assert not dialog.export.isEnabled()
    assert [button.text() for button in dialog.mends] == ["Change the synapse to Pulse", "Set delay to 0 ms"]
    while dialog.mends:
        QTest.mouseClick(dialog.mends[0], Qt.MouseButton.LeftButton)
    assert dialog.export.isEnabled()
    assert dialog.message is not None and "Undo takes it back" in dialog.message.sentence.words
    assert "cannot carry" not in dialog.list.members.currentText()
    ordered: list[WriteRequest] = []
    with monkeypatch.context() as patch:
        patch.setattr(dialog.writing, "start", ordered.append)
        QTest.mouseClick(dialog.export, Qt.MouseButton.LeftButton)
    assert "accuracy" not in ordered[0].provenance, "it was measured of another network"
    changed = editor.document.links[link.id].synapses
    assert changed is not None and (changed.synapse, changed.delay) == ("synapses/pulse", 0.0)
    editor.undo_stack.undo()
    editor.undo_stack.undo()
    back = editor.document.links[link.id].synapses
    assert back is not None and (back.synapse, back.delay) == ("synapses/delta", 3.0)


def test_no_change_is_offered_that_would_not_do(qtbot: QtBot) -> None:
    """A delay was set for a reader that has no such neuron, and nothing could be exported all the same."""
    editor = classifier()
    link = next(link for link in editor.document.links.values() if link.synapses is not None)
    intentions.set_delay(editor, [link.id], 3.0)
    found = formats()["nir-sinabs"].refusals(meaning(editor.document).description)
    assert {"nir.delay", "nir.neuron"} <= {problem.code for problem in found}
    assert not mends(editor, found)
    assert [mend.words for mend in mends(editor, formats()["nir"].refusals(meaning(editor.document).description))] == [
        "Set delay to 0 ms"
    ]


def test_other_formats_have_their_remedies_by_one_click_too(qtbot: QtBot, tmp_path: Path) -> None:
    """They were NIR's alone."""
    editor = classifier()
    link = next(link for link in editor.document.links.values() if link.synapses is not None)
    data = next(node.id for node in editor.document.nodes.values() if node.kind == "dataset")
    intentions.set_start(editor, [link.target], "V", 0.5)
    intentions.set_short_term(editor, [link.id], "short_term/tsodyks_markram")
    intentions.set_parameter(editor, [data], "reset_between", "no")
    before = editor.undo_stack.index()
    dialog = ExportDialog(editor)
    qtbot.addWidget(dialog)
    dialog.show()
    choose(dialog, "snntorch")
    name(dialog, tmp_path / "network.py")
    assert not dialog.export.isEnabled()
    assert {button.text() for button in dialog.mends} == {
        "Start V from 0", "Remove the short-term plasticity", "Switch on the reset between samples"
    }  # fmt: skip
    while dialog.mends:
        QTest.mouseClick(dialog.mends[0], Qt.MouseButton.LeftButton)
    assert dialog.export.isEnabled(), dialog.why_not.words
    assert editor.undo_stack.index() == before + 3, "each is one step"


def test_the_reasons_of_a_format_are_read_whole_above_their_remedies(qtbot: QtBot) -> None:
    """The first and the last line were cut: the buttons beneath were not yet counted."""
    editor = classifier()
    link = next(link for link in editor.document.links.values() if link.synapses is not None)
    intentions.set_model(editor, [link.target], "neurons/current_based_leaky_integrate_and_fire")
    intentions.set_synapse_model(editor, [link.id], "synapses/delta")
    intentions.set_delay(editor, [link.id], 3.0)
    intentions.set_start(editor, [link.target], "V", 0.5)
    dialog = ExportDialog(editor)
    qtbot.addWidget(dialog)
    dialog.show()
    for each in ("npz", "nir"):
        choose(dialog, each)
        qtbot.wait(20)
        words = dialog.why_not
    assert len(dialog.mends) > 2 and words.height() >= words.heightForWidth(words.width())
