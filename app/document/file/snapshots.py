"""Snapshots of a drawing as checked plain data, and back: the network of a file, and that of a training.

Every value in force is written, those of the models' defaults apart: a default that changes later changes
no network that was drawn before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from app.document.document import Document
from app.document.edits import AddElements, Compound, Edit, SetParameter, SetSettings
from app.document.elements import Link, Node, Parameters, Snapshot
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
    value_from,
)
from app.document.vocabulary import LINK_PARTS, model_of, node_defaults, part_defaults, part_model, start_defaults


class PlainSnapshot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    settings: PlainSettings
    nodes: list[PlainNode]
    links: list[PlainLink]


def plain_snapshot(snapshot: Snapshot) -> PlainSnapshot:
    """Everything about it but the content of its arrays."""
    return PlainSnapshot(
        plain_settings(snapshot.settings),
        [plain_node(node, _node_defaults(node)) for node in snapshot.nodes],
        [plain_link(link, _link_defaults(link)) for link in snapshot.links],
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
    for node, plain in zip(drawn, nodes, strict=True):
        edits += _changed_defaults(plain, _node_defaults(node))
    for link, plain_one in zip(joined, links, strict=True):
        edits += _changed_defaults(plain_one, _link_defaults(link))
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


def _changed_defaults(plain: PlainNode | PlainLink, present: Mapping[str, Parameters]) -> list[Edit]:
    """Set what was a default when the file was written and is another one today."""
    return [
        SetParameter(plain.id, name, value_from(written), table)
        for table, values in plain.defaults.items()
        for name, written in values.items()
        if name in present.get(table, {}) and present[table][name] != value_from(written)
    ]
