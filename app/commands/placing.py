"""Places of neurons: positions of populations, and those that a link needs which follows the distance."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from app.document.document import Document
from app.document.edits import ReplaceElement
from app.document.elements import Link, Node, NodeKind, Synapses
from app.document.vocabulary import model_as, of_same_name
from engine.model.registry.discovery import models
from engine.model.topology import PositionsModel, WiringRule
from engine.network.values import ByDistance


def arranged(node: Node, key: str | None) -> Node:
    """A population with its neurons on these positions; None is nowhere in particular."""
    model = model_as(key, PositionsModel)
    suited = {} if model is None else model.suited(node.size)
    return replace(node, arrangement=key, places={**of_same_name(node.places, key), **suited})


def needs_places(synapses: Synapses | None) -> bool:
    """Tell whether what a link carries follows from where neurons are."""
    if synapses is None:
        return False
    rule = model_as(synapses.wiring, WiringRule)
    by_distance = any(isinstance(value, ByDistance) for value in (synapses.weight, synapses.delay))
    return by_distance or (rule is not None and rule.spatial)


def places_for(document: Document, link: Link, synapses: Synapses) -> Iterator[ReplaceElement]:
    """Positions for the ends of a link that have none: a grid where its rule asks for one, else of any number."""
    rule = model_as(synapses.wiring, WiringRule)
    on_grid = rule is not None and rule.gridded
    own = {k: m for k, m in models("positions").items() if issubclass(m, PositionsModel) and not m.series()}
    grids = [k for k, m in own.items() if m.shape(m.with_defaults({})) is not None]
    key = grids[0] if on_grid else next(k for k, m in own.items() if m.number(m.with_defaults({})) is None)
    for end in dict.fromkeys((link.source, link.target)):
        node = document.nodes[end]
        if node.kind == NodeKind.POPULATION and node.arrangement is None:
            yield ReplaceElement(arranged(node, key))
