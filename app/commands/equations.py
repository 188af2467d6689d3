"""Models whose equations a person types: the text of a node's or of a part of a link's, and keeping it by a name."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from app.commands.editor import Editor
from app.commands.setting import set_model, with_model
from app.commands.synapse_setting import set_part, with_part
from app.document.edits import SetSynapses, synapses_of
from app.document.elements import Node
from app.document.networks.kept_models import KeptModels
from app.document.vocabulary import model_of
from app.i18n.translation import tr
from engine.model.registry.discovery import file_of, models, text_of, typed_key
from engine.model.typed.equations import READERS, TYPED
from engine.model.typed.writing import can_be_written, model_text


def set_equations(editor: Editor, node_id: str, text: str, merge_key: str | None = None) -> None:
    """Change the text of a typed model. Values stay where the names do; a wrong text loses none."""
    node = editor.document.nodes[node_id]
    key = f"{file_of(node.model)}{TYPED}{text}"
    if key == node.model:
        return
    changed = replace(node, model=key) if model_of(key) is None else with_model(node, key)
    editor.put([changed], tr("Edit the equations"), merge_key)


def set_part_equations(editor: Editor, link_id: str, part: str, text: str, merge_key: str | None = None) -> None:
    """Change the text of the typed "synapse" or "plasticity" of a link, as :func:`set_equations` does a node's."""
    given = synapses_of(editor.document.links[link_id])
    before = getattr(given, part)
    key = f"{file_of(before)}{TYPED}{text}"
    if key == before:
        return
    changed = replace(given, **{part: key})
    if model_of(key) is not None:
        changed = with_part(editor.document, editor.document.links[link_id], part, key)
    editor.do_all([SetSynapses(link_id, changed)], tr("Edit the equations"), merge_key)


def can_be_equations(model_key: str | None) -> bool:
    """Tell whether a model is built in and can be written as equations that a person can change."""
    model = model_of(model_key)
    return model is not None and model.kind in READERS and not model.text and can_be_written(model)


def equations_of(model_key: str) -> str | None:
    """The key of a built-in model written as equations; None where it cannot be."""
    model = model_of(model_key)
    if model is None or not can_be_equations(model_key):
        return None
    return typed_key(next(m for m in models(model.kind).values() if m.text), model_text(model, tr))


def write_as_equations(editor: Editor, ids: Sequence[str], model_key: str) -> None:
    """Write a neuron that is built in as equations that a person can change; it means the same."""
    key = equations_of(model_key)
    if key is not None:
        set_model(editor, ids, key)


def write_part_as_equations(editor: Editor, link_ids: Sequence[str], part: str, model_key: str) -> None:
    """Write the built-in "synapse" or "plasticity" of links as equations; it means the same."""
    key = equations_of(model_key)
    if key is not None:
        set_part(editor, link_ids, part, key)


def keep_model(editor: Editor, store: KeptModels, element_id: str, name: str, part: str = "") -> None:
    """Write typed equations and their values as a model, and call their own text so. Raises FileProblem.

    They are those of a population, or of a ``part`` of a link.
    """
    element = editor.document.element(element_id)
    assert element is not None
    text = text_of(store.keep(element, name, part))
    if isinstance(element, Node):
        set_equations(editor, element_id, text)
    else:
        set_part_equations(editor, element_id, part, text)
