"""Shapes of layers: channels, rows and columns of what is drawn on a grid, and of what a link makes of its source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.document.document import Document
from app.document.elements import Link, Node
from app.document.meaning.meaning import meaning
from app.document.vocabulary import model_as
from engine.model.data import DatasetModel
from engine.model.declaration import Model
from engine.model.topology import PositionsModel, Shape, WiringRule
from engine.sampling.space import grid_of


def shape_of(node: Node) -> Shape | None:
    """The shape of a population whose neurons are on a grid, or of a made dataset's pictures; None of all else."""
    positions, data = model_as(node.arrangement, PositionsModel), model_as(node.model, DatasetModel)
    if positions is not None:
        return positions.shape(positions.with_defaults(node.places)) if _is_sound(positions, node.places) else None
    if data is None or data.locations:  # a node is painted without a look at files
        return None
    return data.image_grid(node.parameters)


def made_shape(document: Document, link: Link) -> Shape | None:
    """The shape that a link's wiring makes of the grid of its source; None where any will do, or none is known."""
    rule = None if link.synapses is None else model_as(link.synapses.wiring, WiringRule)
    if rule is None or link.synapses is None or not rule.gridded:
        return None
    source = grid_of(meaning(document).description, link.source)
    if source is None or not _is_sound(rule, link.synapses.wiring_parameters):
        return None
    made = rule.result(source, link.synapses.wiring_parameters)
    return made if made is not None and min(made) > 0 else None


def _is_sound(model: type[Model], given: Mapping[str, Any]) -> bool:
    """Tell whether every number that is given lies within its bounds."""
    numbers = model.parameters()
    return all(isinstance(v, int | float) and numbers[n].allows(v) for n, v in given.items() if n in numbers)
