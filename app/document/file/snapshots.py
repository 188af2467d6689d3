"""Snapshots of a drawing as a file holds them: the network of a project, and that of a training.

Every value in force is written, those of the models' defaults apart: a default that changes later changes
no network that was drawn before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from msgspec import Struct, field
from msgspec.structs import asdict, astuple, replace

from app.document.document import Document
from app.document.edits import AddElements, Compound, Edit, SetParameter, SetSettings
from app.document.elements import ArrayRef, Link, Node, Parameters, Settings, Snapshot, Value
from app.document.file.consistency import out_of_circles, require_consistent, require_kinds_of_values
from app.document.kept_runs import KeptArray
from app.document.vocabulary import LINK_PARTS, model_of, node_defaults, part_defaults, part_model, start_defaults

Defaults: TypeAlias = Mapping[str, Parameters]
"""The values in force, by table, that nobody had set when an element was written."""


class WrittenNode(Node, frozen=True):
    """A node in a file."""

    defaults: Defaults = field(default_factory=dict)


class WrittenLink(Link, frozen=True):
    """A link in a file."""

    defaults: Defaults = field(default_factory=dict)


class WrittenSnapshot(Struct, frozen=True, forbid_unknown_fields=True):
    """A snapshot in a file."""

    settings: Settings
    nodes: tuple[WrittenNode, ...]
    links: tuple[WrittenLink, ...]


def written_node(node: Node, with_defaults: bool = True) -> WrittenNode:
    """The node as a file holds it: every number of its tables is a float."""
    tables = {table: _numbers(getattr(node, table)) for table in ("parameters", "start", "places")}
    return WrittenNode(**(asdict(node) | tables), defaults=_node_defaults(node) if with_defaults else {})


def written_link(link: Link, with_defaults: bool = True) -> WrittenLink:
    """The link, likewise."""
    synapses = link.synapses
    if synapses is not None:
        tables = {f"{part}_parameters": _numbers(getattr(synapses, f"{part}_parameters")) for part in LINK_PARTS}
        ends = {"weight": _number(synapses.weight), "delay": _number(synapses.delay)}
        link = replace(link, synapses=replace(synapses, **tables, **ends))
    return WrittenLink(**asdict(link), defaults=_link_defaults(link) if with_defaults else {})


def _numbers(table: Parameters) -> dict[str, Value]:
    return {name: _number(value) for name, value in table.items()}


def _number(value: Value) -> Value:
    return value if isinstance(value, float | str | Struct) else float(value)


def node_from(written: WrittenNode) -> Node:
    """The node without the defaults."""
    return Node(*astuple(written)[:-1])


def link_from(written: WrittenLink) -> Link:
    """The link without the defaults."""
    return Link(*astuple(written)[:-1])


def written_snapshot(snapshot: Snapshot) -> WrittenSnapshot:
    """Everything about it but the content of its arrays."""
    nodes, links = tuple(map(written_node, snapshot.nodes)), tuple(map(written_link, snapshot.links))
    return WrittenSnapshot(snapshot.settings, nodes, links)


def snapshot_from(written: WrittenSnapshot) -> Snapshot:
    """The same; raises Inconsistent."""
    document = Document()
    draw_snapshot(document, written.settings, written.nodes, written.links)
    return document.snapshot()


def draw_snapshot(
    document: Document, settings: Settings, nodes: Sequence[WrittenNode], links: Sequence[WrittenLink]
) -> None:
    """Put everything into an empty document; raises Inconsistent."""
    drawn, document.freed = out_of_circles(tuple(map(node_from, nodes)))
    joined = tuple(map(link_from, links))
    require_consistent(drawn, joined)
    edits: list[Edit] = [AddElements(drawn, joined), SetSettings(settings)]
    for node, written in zip(drawn, nodes, strict=True):
        edits += _changed_defaults(written, _node_defaults(node))
    for link, written_one in zip(joined, links, strict=True):
        edits += _changed_defaults(written_one, _link_defaults(link))
    Compound(tuple(edits)).apply(document)
    for element in document.elements():
        require_kinds_of_values(element)


def _node_defaults(node: Node) -> Defaults:
    tables = {
        "parameters": (node_defaults(node), node.parameters),
        "start": (start_defaults(node), node.start),
        "places": (part_defaults(model_of(node.arrangement)), node.places),
    }
    return _unset(tables)


def _link_defaults(link: Link) -> Defaults:
    if link.synapses is None:
        return {}
    return _unset(
        {
            f"{part}_parameters": (
                part_defaults(part_model(link, part), link.synapses.sign),
                getattr(link.synapses, f"{part}_parameters"),
            )
            for part in LINK_PARTS
        }
    )


def _unset(tables: Mapping[str, tuple[Parameters, Parameters]]) -> Defaults:
    """The defaults of each table that no set value covers."""
    return {
        table: {name: _number(value) for name, value in defaults.items() if name not in given}
        for table, (defaults, given) in tables.items()
    }


def _changed_defaults(written: WrittenNode | WrittenLink, present: Defaults) -> list[Edit]:
    """Set what was a default when the file was written and is another one today."""
    return [
        SetParameter(written.id, name, value, table)
        for table, values in written.defaults.items()
        for name, value in values.items()
        if name in present.get(table, {}) and present[table][name] != value
    ]


def values_in(thing: Any) -> Iterator[Any]:
    """Every leaf of nested elements, in order: numbers, words, bytes and references."""
    waiting = [thing]
    while waiting:
        part = waiting.pop()
        if part is None or isinstance(part, float | str | int | bytes | ArrayRef):
            yield part
        elif isinstance(part, KeptArray):
            yield part.reference
        elif isinstance(part, Struct):
            waiting += reversed(astuple(part))
        elif isinstance(part, dict):
            waiting += reversed(part.values())
        elif isinstance(part, tuple | list):
            waiting += reversed(part)


def references_in(*elements: Any) -> tuple[ArrayRef, ...]:
    """The arrays that elements refer to, each once, in order."""
    return tuple(dict.fromkeys(value for value in values_in(elements) if isinstance(value, ArrayRef)))
