"""Changing the size of nodes, together with the default weights that depend on it."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from app.commands.editor import Editor
from app.document.document import Document
from app.document.edits import Edit, ReplaceElement, SetSynapses
from app.document.elements import Node, NodeKind
from app.document.making.drawing import fed_encoder, refitted
from app.document.signals import channels_of, trains_of
from app.i18n.translation import tr


def resized(document: Document, node: Node) -> list[Edit]:
    """Put ``node`` in the place of the one of another size; default weights that leave it follow."""
    before = document.nodes[node.id]
    leaving = [link for link in document.links.values() if link.source == node.id]
    fitted = [(link, refitted(document, link, before, node)) for link in leaving]
    return [ReplaceElement(node), *(SetSynapses(new.id, new.synapses) for old, new in fitted if new != old)]


def fed_anew(document: Document, dataset: Node) -> list[Edit]:
    """Make encoders as wide as the dataset that stands in the place of another; 1 wide where only loading it tells."""
    before = document.nodes[dataset.id]
    if dataset.kind != NodeKind.DATASET or channels_of(before) == channels_of(dataset):
        return []
    targets = {link.target: document.nodes[link.target] for link in document.links.values() if link.source == before.id}
    fed = [(node, fed_encoder(dataset, replace(node, size=trains_of(node)))) for node in targets.values()]
    return [
        edit for node, new in fed if node.kind == NodeKind.ENCODER and new != node for edit in resized(document, new)
    ]


def set_size(editor: Editor, ids: Sequence[str], size: int, merge_key: str | None = None) -> None:
    """Change the number of neurons or trains; kept weights that no longer fit are a problem, not a loss."""
    if size < 1:
        raise ValueError(f"a node has at least one element, not {size}")
    document = editor.document
    nodes = [document.nodes[i] for i in ids if i in document.nodes]
    chosen = [node for node in nodes if node.size != size or merge_key]
    edits = [edit for node in chosen for edit in resized(document, replace(node, size=size))]
    follow = len(edits) > len(chosen)
    text = tr("Change the size, and the default weights with it") if follow else tr("Change the size")
    editor.do_all(edits, text, merge_key)
