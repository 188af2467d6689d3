"""Changing the size of nodes, or their shape, together with the default weights that depend on it."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from msgspec.structs import replace

from app.commands.editor import Editor
from app.commands.placing import arranged
from app.document.document import Document
from app.document.edits import Edit, ReplaceElement, SetSynapses
from app.document.elements import Node, NodeKind
from app.document.making.drawing import fed_encoder, refitted
from app.document.signals import channels_of, trains_of
from app.i18n.translation import tr
from engine.model.registry.discovery import models
from engine.model.topology import PositionsModel, Shape, shape_words


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


def set_shape(editor: Editor, ids: Sequence[str], shape: Shape) -> None:
    """Put the neurons of populations on a grid of this shape; sizes, and default weights that leave, follow."""
    document = editor.document
    shaped = [_shaped(document.nodes[id], shape) for id in ids if id in document.nodes]
    edits = [edit for node in shaped for edit in resized(document, node)]
    editor.do_all(edits, tr("Change the shape to {shape}", shape=shape_words(shape)))


def _shaped(node: Node, shape: Shape) -> Node:
    """The node on the grid that it has, or else on the first that there is."""
    own = {key: model for key, model in models("positions").items() if issubclass(model, PositionsModel)}
    grids = {key: given for key, model in own.items() if (given := model.shaped(shape)) is not None}
    key = node.arrangement if node.arrangement in grids else next(iter(grids))
    size = prod(shape)
    placed = node if key == node.arrangement else arranged(replace(node, size=size), key)
    return replace(placed, size=size, places={**placed.places, **grids[key]})
