"""Keeping typed equations as a model of one's own."""

from __future__ import annotations

from app.commands.editor import Editor
from app.commands.setting import set_equations
from app.document.kept_models import KeptModels
from engine.model.registry.discovery import text_of


def keep_model(editor: Editor, store: KeptModels, node_id: str, name: str) -> None:
    """Write a population's typed equations and its values as a model, and call its own text so. Raises FileProblem."""
    set_equations(editor, node_id, text_of(store.keep(editor.document.nodes[node_id], name)))
