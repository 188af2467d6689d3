"""Names for people of parameters within a sentence, such as a step of undo: by what they mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from app.document.elements import Link, Node
from app.document.vocabulary import (
    FIT_TARGET,
    INDICES,
    LINK_PARTS,
    PROJECTION,
    QUANTITY,
    declared,
    declared_by,
    declared_series,
    model_of,
    part_model,
    spike_sources,
)
from app.i18n.translation import tr, translatable

POINTERS = {
    QUANTITY: translatable("what is kept"),
    INDICES: translatable("the neurons that are kept"),
    PROJECTION: translatable("the projection"),
    FIT_TARGET: translatable("what it is fitted to"),
}
"""Texts in a node's parameters that no model declares."""


class NamedQuantity(Protocol):
    """Anything that a model or the drawing declares."""

    @property
    def meaning(self) -> str: ...


def meaning_words(quantity: NamedQuantity | None, name: str) -> str:
    """The meaning of what was declared under a name; the name alone where nobody said what it is."""
    is_said = quantity is not None and getattr(quantity, "said", True)
    return tr(quantity.meaning) if quantity is not None and is_said else name


def node_parameter_words(nodes: Iterable[Node], name: str) -> str:
    """The name of a parameter, choice or list, from the first of these nodes that has it."""
    tables = ({**declared_series(node), **declared(node)} for node in nodes)
    return _words(tables, name)


def place_value_words(nodes: Iterable[Node], name: str) -> str:
    """The same of what says where neurons are."""
    models = (model_of(node.arrangement) for node in nodes)
    return _words(({**model.series(), **declared_by(model)} for model in models if model is not None), name)


def start_words(nodes: Iterable[Node], name: str) -> str:
    """The same of a state."""
    models = (model_of(node.model) for node in nodes)
    return _words((model.states() for model in models if model is not None), name)


def link_parameter_words(links: Iterable[Link], part: str, name: str) -> str:
    """The same of a ``part`` of links, a key of :data:`LINK_PARTS`."""
    models = (part_model(link, part) for link in links if part in LINK_PARTS)
    return _words(({**spike_sources(model), **declared_by(model)} for model in models), name)


def _words(tables: Iterable[Mapping[str, NamedQuantity]], name: str) -> str:
    found = next((table[name] for table in tables if name in table), None)
    return tr(POINTERS[name]) if found is None and name in POINTERS else meaning_words(found, name)
