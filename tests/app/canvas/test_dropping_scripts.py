"""A script of the engine on the canvas becomes the network that it describes; what is not read is named by its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPointF

from app.canvas.view import CanvasView
from app.commands import intentions
from app.commands.editor import Editor
from app.document.example import examples
from app.document.file.file_format import open_document
from app.document.meaning.meaning import meaning
from engine.network.likeness import same
from engine.network.trimmed import trimmed
from engine.scripts.writing import script
from tests.app.canvas.test_dropping_files import drop

EXAMPLES = {example.path.stem: example.path for example in examples()}


@pytest.mark.parametrize("name", ["balanced-network", "tsodyks-markram"])
def test_a_dropped_script_is_drawn_as_one_step(view: CanvasView, editor: Editor, tmp_path: Path, name: str) -> None:
    meant, path = meaning(open_document(EXAMPLES[name])).description, tmp_path / "network.py"
    script(meant, title="A net", seed=3).write(path)
    drop(view, path, QPointF(300, 200))
    document = editor.document
    assert same(trimmed(meaning(document).description), trimmed(meant)) and set(editor.selection.ids) == set(
        document.nodes
    )
    assert (document.settings.title, document.settings.seed, editor.undo_stack.count()) == ("A net", 3, 1)
    xs = {node.position[0] for node in document.nodes.values()}
    assert min(xs) >= 150 and len(xs) == 3  # sources, neurons, recorders
    editor.undo_stack.undo()
    assert not document.nodes and not document.links and document.settings.title == ""


def test_a_script_that_is_not_read_is_refused_where_it_fell(view: CanvasView, editor: Editor, tmp_path: Path) -> None:
    path = tmp_path / "network.py"
    path.write_text("import nest\n", encoding="utf-8")
    drop(view, path, QPointF(300, 200))
    assert "Line 1, column 1: nothing of “nest” may be imported." in view.overlays.refusal.words
    assert not editor.document.nodes and not editor.undo_stack.count()


def test_a_pasted_script_stands_beside_what_is_drawn_under_new_ids(editor: Editor) -> None:
    editor.load(open_document(EXAMPLES["balanced-network"]))
    nodes = dict(editor.document.nodes)
    ids = intentions.paste(editor, script(meaning(editor.document).description).text)
    assert len(ids) == 4 and not set(ids) & nodes.keys() and editor.selection.ids == ids
    editor.undo_stack.undo()
    assert editor.document.nodes == nodes


def test_a_pasted_script_that_is_not_read_changes_nothing(editor: Editor) -> None:
    with pytest.raises(intentions.Refused) as caught:
        intentions.paste(editor, "from engine import Population\nx = open('secret')\n")
    assert "Line 2, column 5" in str(caught.value) and not editor.undo_stack.count()
