"""Giving populations the shape of a layer: a grid with channels, and as many neurons."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from msgspec.structs import replace

from app.commands.editor import Editor
from app.commands.placing import arranged
from app.commands.resizing import resized
from app.document.elements import Node
from app.i18n.translation import tr
from engine.model.registry.discovery import models
from engine.model.topology import PositionsModel, Shape, shape_words


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
