"""A decoder whose neurons have no labels yet says that it has to be trained, not how many scores it has."""

from __future__ import annotations

import numpy as np
import pytest

from app.canvas.painting import ink
from app.canvas.painting.activity import AnswerActivity
from app.canvas.view import CanvasView
from app.commands import intentions
from app.commands.editor import Editor

SCORES = AnswerActivity(np.arange(64.0), tuple(map(str, range(64))), -1, -1, None, 10)


def test_neurons_without_labels_are_to_be_trained_first(
    editor: Editor, view: CanvasView, monkeypatch: pytest.MonkeyPatch
) -> None:
    node = intentions.add_node(editor, "decoders/labelled_neurons", (0.0, 0.0))
    view.centerOn(60, 80)
    written: list[str] = []
    elided = ink.elided
    monkeypatch.setattr(ink, "elided", lambda *given: written.append(elided(*given)) or written[-1])
    view.set_activity(node, SCORES)
    view.viewport().grab()
    assert {"no labels yet;", "train it first"} <= set(written) and "64 scores," not in written
    written.clear()
    editor.document.nodes[node].parameters["M"] = np.ones(640)  # as a training leaves it
    view.set_activity(node, SCORES)
    view.viewport().grab()
    assert "no labels yet;" not in written and "64 scores," in written
