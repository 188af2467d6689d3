"""Snapshots of a drawing as checked plain data, and back: the network of a file, and that of a training.

Every value in force is written, those of the models' defaults apart: a default that changes later changes
no network that was drawn before.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import msgspec

from app.document.document import Document
from app.document.edits import AddElements, Compound, Edit, SetParameter, SetSettings
from app.document.elements import Element, Link, Node, Parameters, Snapshot, Table
from app.document.file.consistency import out_of_circles, require_consistent, require_kinds_of_values
from app.document.file.plain import (
    PlainLink,
    PlainNode,
    PlainSettings,
    link_from,
    node_from,
    plain_link,
    plain_node,
    plain_settings,
    settings_from,
    table_from,
    value_from,
)
from app.document.foreign import tables_of
from app.document.vocabulary import LINK_PARTS, model_of, node_defaults, part_defaults, part_model, start_defaults


class PlainSnapshot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    settings: PlainSettings
    nodes: list[PlainNode]
    links: list[PlainLink]


def plain_snapshot(snapshot: Snapshot) -> PlainSnapshot:
    """Everything about it but the content of its arrays."""
    return PlainSnapshot(
        plain_settings(snapshot.settings),
        [plain_node(node, _with_held(node, _node_defaults(node), snapshot.held)) for node in snapshot.nodes],
        [plain_link(link, _with_held(link, _link_defaults(link), snapshot.held)) for link in snapshot.links],
    )


def snapshot_from(plain: PlainSnapshot) -> Snapshot:
    """The same; raises Inconsistent."""
    document = Document()
    draw_snapshot(document, plain.settings, plain.nodes, plain.links)
    return document.snapshot()


def draw_snapshot(
    document: Document, settings: PlainSettings, nodes: Sequence[PlainNode], links: Sequence[PlainLink]
) -> None:
    """Put everything into an empty document; raises Inconsistent."""
    drawn, document.freed = out_of_circles(tuple(map(node_from, nodes)))
    joined = tuple(map(link_from, links))
    require_consistent(drawn, joined)
    edits: list[Edit] = [AddElements(drawn, joined), SetSettings(settings_from(settings))]
    held: dict[Table, Parameters] = {}
    for node, plain in zip(drawn, nodes, strict=True):
        edits += _changed_defaults(plain, _node_defaults(node), _unknown(node))
        held |= _held(node, plain)
    for link, plain_one in zip(joined, links, strict=True):
        edits += _changed_defaults(plain_one, _link_defaults(link), _unknown(link))
        held |= _held(link, plain_one)
    document.foreign = replace(document.foreign, defaults=held)
    Compound(tuple(edits)).apply(document)
    for element in document.elements():
        require_kinds_of_values(element)


def _node_defaults(node: Node) -> dict[str, Parameters]:
    tables = {
        "parameters": (node_defaults(node), node.parameters),
        "start": (start_defaults(node), node.start),
        "places": (part_defaults(model_of(node.arrangement)), node.places),
    }
    return _unset(tables)


def _link_defaults(link: Link) -> dict[str, Parameters]:
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


def _unset(tables: Mapping[str, tuple[Parameters, Parameters]]) -> dict[str, Parameters]:
    """The defaults of each table that no set value covers."""
    return {
        table: {name: value for name, value in defaults.items() if name not in given}
        for table, (defaults, given) in tables.items()
    }


def _unknown(element: Element) -> dict[str, str]:
    """The tables of values whose model is not known here, with the key of that."""
    return {table: key for table, key in tables_of(element) if key and model_of(key) is None}


def _held(element: Element, plain: PlainNode | PlainLink) -> dict[Table, Parameters]:
    """The defaults that nobody here can tell."""
    return {
        (element.id, table, key): table_from(plain.defaults[table])
        for table, key in _unknown(element).items()
        if table in plain.defaults
    }


def _with_held(
    element: Element, defaults: Mapping[str, Parameters], held: Mapping[Table, Parameters]
) -> dict[str, Parameters]:
    """The ``defaults`` in force, those of unknown models as they are ``held``."""
    known = dict(defaults)
    for table, key in _unknown(element).items():
        values = held.get((element.id, table, key))
        if values is not None:
            given: Parameters = getattr(element if isinstance(element, Node) else element.synapses, table)
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
        present = (_node_defaults(element) if isinstance(element, Node) else _link_defaults(element)).get(table, {})
        changed = {n: v for n, v in values.items() if n in present and present[n] != v}
        edits += [SetParameter(id, name, value, table) for name, value in changed.items()]
    document.foreign = replace(document.foreign, defaults=left)
    return Compound(tuple(edits)) if edits else None


def _changed_defaults(
    plain: PlainNode | PlainLink, present: Mapping[str, Parameters], without: Collection[str]
) -> list[Edit]:
    """Set what was a default when the file was written and is another one today; tables ``without`` one stay."""
    return [
        SetParameter(plain.id, name, value_from(written), table)
        for table, values in plain.defaults.items()
        if table not in without
        for name, written in values.items()
        if name in present.get(table, {}) and present[table][name] != value_from(written)
    ]
