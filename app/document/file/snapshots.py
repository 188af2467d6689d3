"""Snapshots of a drawing as a file holds them: the network of a project, and that of a training.

Every value in force is written, those of the models' defaults apart: a default that changes later changes
no network that was drawn before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace as with_fields
from typing import Any, TypeAlias

from msgspec import Struct, field
from msgspec.structs import asdict, astuple, replace

from app.document.document import Document
from app.document.edits import AddElements, Compound, Edit, SetParameter, SetSettings
from app.document.elements import ArrayRef, Element, Link, Node, Parameters, Settings, Snapshot, Table, Value
from app.document.file.consistency import out_of_circles, require_consistent, require_kinds_of_values
from app.document.foreign import tables_of
from app.document.kept_runs import KeptArray
from app.document.vocabulary import LINK_PARTS, model_of, node_defaults, part_defaults, start_defaults

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


def written_node(node: Node, defaults: Defaults) -> WrittenNode:
    """The node as a file holds it: every number of its tables is a float."""
    tables = {table: _numbers(getattr(node, table)) for table in ("parameters", "start", "places")}
    return WrittenNode(**(asdict(node) | tables), defaults=defaults)


def written_link(link: Link, defaults: Defaults) -> WrittenLink:
    """The link, likewise."""
    synapses = link.synapses
    if synapses is not None:
        tables = {f"{part}_parameters": _numbers(getattr(synapses, f"{part}_parameters")) for part in LINK_PARTS}
        ends = {"weight": _number(synapses.weight), "delay": _number(synapses.delay)}
        link = replace(link, synapses=replace(synapses, **tables, **ends))
    return WrittenLink(**asdict(link), defaults=defaults)


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
    held = snapshot.held
    return WrittenSnapshot(
        snapshot.settings,
        tuple(written_node(node, _with_held(node, held)) for node in snapshot.nodes),
        tuple(written_link(link, _with_held(link, held)) for link in snapshot.links),
    )


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
    held: dict[Table, Parameters] = {}
    read: tuple[WrittenNode | WrittenLink, ...] = (*nodes, *links)
    elements: tuple[Element, ...] = (*drawn, *joined)
    for element, written in zip(elements, read, strict=True):
        edits += _changed_defaults(written, _defaults(element), _unknown(element))
        held |= _held(element, written)
    document.foreign = with_fields(document.foreign, defaults=held)
    Compound(tuple(edits)).apply(document)
    for element in document.elements():
        require_kinds_of_values(element)


def _defaults(element: Element) -> Defaults:
    """The defaults of each table that no set value covers."""
    if isinstance(element, Node):
        places = part_defaults(model_of(element.arrangement))
        known = {"parameters": node_defaults(element), "start": start_defaults(element), "places": places}
    else:
        sign = element.synapses.sign if element.synapses is not None else ""
        known = {table: part_defaults(model_of(key), sign) for table, key in tables_of(element)}
    return {
        table: {name: _number(value) for name, value in defaults.items() if name not in _given(element, table)}
        for table, defaults in known.items()
    }


def _given(element: Element, table: str) -> Parameters:
    given: Parameters = getattr(element if isinstance(element, Node) else element.synapses, table)
    return given


def _unknown(element: Element) -> dict[str, str]:
    """The tables of values whose model is not known here, with the key of that."""
    return {table: key for table, key in tables_of(element) if key and model_of(key) is None}


def _held(element: Element, written: WrittenNode | WrittenLink) -> dict[Table, Parameters]:
    """The defaults that nobody here can tell."""
    return {
        (element.id, table, key): written.defaults[table]
        for table, key in _unknown(element).items()
        if table in written.defaults
    }


def _with_held(element: Element, held: Mapping[Table, Parameters]) -> Defaults:
    """The defaults in force, those of unknown models as they are ``held``."""
    known = dict(_defaults(element))
    for table, key in _unknown(element).items():
        values = held.get((element.id, table, key))
        if values is not None:
            given = _given(element, table)
            known[table] = {name: value for name, value in values.items() if name not in given}
    return known


def settled(document: Document) -> Edit | None:
    """Set the held defaults of models that are known by now where today's are others; None where nothing is to set."""
    edits: list[Edit] = []
    left: dict[Table, Parameters] = {}
    for (id, table, key), values in document.foreign.defaults.items():
        element = document.element(id)
        if element is None or dict(tables_of(element)).get(table) != key:
            continue
        if table in _unknown(element):
            left[id, table, key] = values
            continue
        present = _defaults(element).get(table, {})
        changed = {n: v for n, v in values.items() if n in present and present[n] != v}
        edits += [SetParameter(id, name, value, table) for name, value in changed.items()]
    document.foreign = with_fields(document.foreign, defaults=left)
    return Compound(tuple(edits)) if edits else None


def _changed_defaults(written: WrittenNode | WrittenLink, present: Defaults, without: Collection[str]) -> list[Edit]:
    """Set what was a default when the file was written and is another one today; tables ``without`` one stay."""
    return [
        SetParameter(written.id, name, value, table)
        for table, values in written.defaults.items()
        if table not in without
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
