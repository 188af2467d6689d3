"""Who answers where no neuron fires is chosen in the form of the decoder, kept in the file, and undone."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.application import Composition
from app.commands import intentions
from app.document.file.file_format import open_document, save
from app.document.meaning.meaning import meaning
from app.preferences import Preferences
from app.widgets.fields.choice_field import ChoiceField
from tests.activation import activate


def test_silence_is_chosen_in_the_form_kept_in_the_file_and_undone(qtbot: QtBot, tmp_path: Path) -> None:
    composition = Composition(Preferences(tmp_path), recovery=tmp_path / "recovery")
    editor, panel = composition.editor, composition.inspector
    neurons = intentions.add_node(editor, "neurons/leaky_integrate_and_fire", (0, 0))
    answer = intentions.add_node(editor, "decoders/first_to_spike", (300, 0))
    intentions.connect(editor, neurons, "out", answer, "in")
    editor.selection.set((answer,))
    composition.window.show()
    activate(qtbot, composition.window)
    choice = panel.rows["parameters:silence"].field
    assert isinstance(choice, ChoiceField) and choice.currentText() == "lower number"
    choice.showPopup()
    QTest.keyClick(choice.view(), Qt.Key.Key_Down)
    QTest.keyClick(choice.view(), Qt.Key.Key_Return)
    (decoder,) = meaning(editor.document).description.decoders
    assert decoder.model.reads_values(decoder.parameters)
    path = tmp_path / "silence.spikeloom"
    save(editor.document, path)
    assert open_document(path).nodes[answer].parameters == {"silence": "highest membrane"}
    editor.undo_stack.undo()
    assert choice.currentText() == "lower number"
    (decoder,) = meaning(editor.document).description.decoders
    assert not decoder.model.reads_values(decoder.parameters)
    composition.window.hide()
    composition.close()
