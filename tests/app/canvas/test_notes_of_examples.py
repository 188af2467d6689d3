"""The notes of the examples fill the boxes that were drawn for them, and no more, in every language."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.canvas.kinds.note import TOP, text_height
from app.canvas.painting.kind import PADDING
from app.canvas.view import CanvasView
from app.commands.editor import Editor
from app.document.example import Example, examples
from app.document.file.file_format import open_document
from app.i18n.translation import tr_in


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("example", examples(), ids=lambda example: example.title)
def test_a_note_fits_its_box(qtbot: QtBot, example: Example, language: str) -> None:
    notes = [node for node in open_document(example.path).nodes.values() if node.kind == "note"]
    assert notes
    for note in notes:
        text = tr_in(language, note.text)
        width, height = float(str(note.parameters["width"])), float(str(note.parameters["height"]))
        assert text_height(text, width - 2 * PADDING) + 2 * TOP <= height


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.title)
def test_a_badge_of_a_link_to_itself_hangs_outside_its_loop(qtbot: QtBot, example: Example) -> None:
    """A note above it left it no other room in *Four regimes*."""
    editor = Editor()
    view = CanvasView(editor)
    qtbot.addWidget(view)
    editor.load(open_document(example.path))
    view.drawing.settle()
    items = [item for item in view.drawing.links.values() if item.link.source == item.link.target]
    loops = [(item.way.path.boundingRect(), item.badge) for item in items if item.face.has_badge]
    assert not [badge for loop, badge in loops if loop.intersects(badge)]
