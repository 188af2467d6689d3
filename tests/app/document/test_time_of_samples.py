"""Data that last a time of their own are shown for that time; others for the usual one."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.canvas.painting.node_words import subtitle_words
from app.commands import intentions
from app.commands.editor import Editor
from app.document import vocabulary
from app.document.file.file_format import open_document, save
from app.document.meaning.meaning import meaning
from engine.model.data import DatasetModel
from engine.model.registry.discovery import models

DATA = {key: model for key, model in models("datasets").items() if issubclass(model, DatasetModel)}
LASTING = [key for key, model in DATA.items() if model.lasting]
OTHERS = [key for key in DATA if key not in LASTING]


@pytest.fixture
def editor(qapp: object) -> Editor:
    return Editor()


def shown(editor: Editor) -> float:
    return meaning(editor.document).description.datasets[0].sample_time


@pytest.mark.parametrize("key", LASTING)
def test_what_lasts_a_time_of_its_own_is_shown_for_it_until_a_person_says_otherwise(key: str, editor: Editor) -> None:
    node, name = intentions.add_node(editor, key, (0.0, 0.0)), DATA[key].lasting
    usual = DATA[key].parameters()[name].default
    assert shown(editor) == usual == vocabulary.value_of(editor.document.nodes[node], "sample_time")
    intentions.set_parameter(editor, [node], name, 321.0)
    assert shown(editor) == 321.0 and DATA[key].lasts({name: 321.0}) == 321.0
    if DATA[key].parameters()[name].unit == "ms":
        assert subtitle_words(editor.document.nodes[node]) == "321 ms a sample"
    intentions.set_parameter(editor, [node], "sample_time", 40.0)
    assert shown(editor) == 40.0
    intentions.set_parameter(editor, [node], "sample_time", None)
    assert shown(editor) == 321.0


@pytest.mark.parametrize("key", OTHERS)
def test_what_takes_any_time_is_shown_for_the_usual_one(key: str, editor: Editor) -> None:
    intentions.add_node(editor, key, (0.0, 0.0))
    assert DATA[key].lasts({}) is None and shown(editor) == vocabulary.USUAL_TIME


def test_a_node_of_data_says_for_which_time_a_sample_is_shown(editor: Editor) -> None:
    """Below *Sequences in a file* stood "0 ms", its washout."""
    node = intentions.add_node(editor, "datasets/sequence_files", (0.0, 0.0))
    intentions.set_parameter(editor, [node], "sample_time", 40.0)
    assert subtitle_words(editor.document.nodes[node]) == "40 ms a sample"


def test_an_old_file_keeps_the_time_that_it_was_written_with(
    editor: Editor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    intentions.add_node(editor, "datasets/poisson_patterns", (0.0, 0.0))
    monkeypatch.setattr(DATA["datasets/poisson_patterns"], "lasting", "")  # as it was
    save(editor.document, tmp_path / "old.spikeloom")
    monkeypatch.undo()
    save(editor.document, tmp_path / "new.spikeloom")
    old, new = (open_document(tmp_path / f"{name}.spikeloom") for name in ("old", "new"))
    assert meaning(old).description.datasets[0].sample_time == vocabulary.USUAL_TIME
    assert meaning(new).description.datasets[0].sample_time == 100.0
    (node,) = new.nodes.values()
    assert "sample_time" not in node.parameters
