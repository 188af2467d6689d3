"""A network from a file as nodes and links: layers from left to right, what comes in as spikes to be listed."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from msgspec.structs import replace

from app.document.document import Document
from app.document.edits import AddElements, Compound, Edit, SetSettings
from app.document.elements import Array, Link, Node, NodeKind, Point, Synapses, Value
from app.document.making.drawing import (
    default_synapses,
    free_title,
    least_used_identity,
    new_node,
    sign_of_weights,
    usual_wiring,
)
from app.document.vocabulary import BIAS
from engine.importing.imported import Imported, ImportedInput, ImportedLayer, ImportedLink
from engine.model.registry import discovery
from engine.model.topology import ProjectionSide, WiringRule

COLUMN, ROW = 312.0, 168.0  # from the corner of a node to that of the next, room for a badge between them
SELF = "self_connections"
USUAL_RESOLUTION = 1.0  # ms, of a file that does not say how long its steps are
MOST_CHARACTERS = 40  # of a title; names in files know no limit


def imported_edit(document: Document, imported: Imported, position: Point) -> tuple[Edit, tuple[str, ...]]:
    """The edit that adds what a file told, and the ids of its nodes; an empty document takes over the file's step."""
    told = imported.resolution or USUAL_RESOLUTION
    resolution = document.settings.resolution if document.nodes else told
    places = _places(imported, position)
    taken = {node.title for node in document.nodes.values()}
    nodes: dict[str, Node] = {}
    for source in imported.inputs:
        nodes[source.name] = _input(document, source, places[source.name], taken)
        taken.add(nodes[source.name].title)
    worn = [node.identity for node in document.nodes.values()]
    for layer in imported.layers:
        worn.append(least_used_identity(worn))
        nodes[layer.name] = replace(_layer(document, layer, places[layer.name], taken), identity=worn[-1])
        taken.add(nodes[layer.name].title)
    shapes = {e.name: e.shape for e in imported.inputs} | {e.name: e.shape for e in imported.layers}
    links = tuple(
        _link(document, k, (nodes[k.source], nodes[k.target]), shapes, round(k.delay / told) * resolution)
        for k in imported.links
    )
    stepping = SetSettings(replace(document.settings, resolution=resolution))
    edit = AddElements(tuple(nodes.values()), links)
    return Compound((stepping, edit)), tuple(node.id for node in nodes.values())


def _places(imported: Imported, position: Point) -> dict[str, Point]:
    """A column for each step of a signal; what shares a column stands one below the other."""
    column = {source.name: 0 for source in imported.inputs}
    for layer in imported.layers:
        before = [column[k.source] for k in imported.links if k.target == layer.name and k.source in column]
        column[layer.name] = max(before, default=0) + 1
    taken: dict[int, int] = {}
    places = {}
    for name, number in column.items():
        row = taken.get(number, 0)
        taken[number] = row + 1
        places[name] = (position[0] + number * COLUMN, position[1] + row * ROW)
    return places


def _input(document: Document, source: ImportedInput, at: Point, taken: set[str]) -> Node:
    """Spikes at times that a person lists: as many trains as the file has channels, none of them yet."""
    stimuli = discovery.models("stimuli")
    key = next(k for k, m in stimuli.items() if any(s.whole for s in m.series().values()))
    node = new_node(document, key, at)
    none = {name: document.keep_array(np.zeros(0)) for name in node.parameters}
    return replace(node, title=_title(source.name, taken), size=source.size, parameters=none)


def _layer(document: Document, layer: ImportedLayer, at: Point, taken: set[str]) -> Node:
    values = {name: _value(document, array) for name, array in layer.parameters.items()}
    values[BIAS] = _value(document, layer.bias)
    start = {name: _value(document, array) for name, array in layer.start.items()}
    node = replace(
        new_node(document, layer.model, at), title=_title(layer.name, taken), size=layer.size, parameters=values,
        start=start,
    )  # fmt: skip
    if not layer.shape:
        return node
    key = next(k for k, m in discovery.models("positions").items() if {"channels", "rows"} <= m.parameters().keys())
    channels, rows, columns = (float(n) for n in layer.shape)
    return replace(node, arrangement=key, places={"channels": channels, "rows": rows, "columns": columns})


def _link(
    document: Document, link: ImportedLink, ends: tuple[Node, Node], shapes: dict[str, tuple[int, ...]], delay: float
) -> Link:
    source, target = ends
    listed, weight, wiring = link.connections, link.weight, link.wiring
    if wiring and source.kind != NodeKind.POPULATION:  # a list of spikes has no grid for a kernel to slide over
        listed, weight = _written_out(link, shapes[link.source], shapes[link.target])
        wiring = ""
    carried = Synapses(
        link.synapse or default_synapses(document, source, target).synapse,
        wiring or usual_wiring("dense" if listed is None else "listed"),
        document.keep_array(np.asarray(weight, np.float64)),
        delay,
        sign_of_weights(weight).value,
        wiring_parameters=dict(link.wiring_parameters) if wiring else _whole(source, target),
        pre=None if listed is None else document.keep_array(listed[0].astype(np.int64)),
        post=None if listed is None else document.keep_array(listed[1].astype(np.int64)),
        trained=True,
    )
    return Link(document.new_id(), source.id, "out", target.id, "in", carried)


def _written_out(link: ImportedLink, before: tuple[int, ...], behind: tuple[int, ...]) -> tuple[Array, Array]:
    """Connections (2, synapses) and their weights of a kernel between two grids."""
    rule = discovery.find(link.wiring)
    assert issubclass(rule, WiringRule)
    values = dict(link.wiring_parameters)
    sides = [ProjectionSide(math.prod(s), None, (s[0], s[1], s[2]), None) for s in (before, behind)]
    blocks = list(rule.connections(sides[0], sides[1], False, values, None))
    pre, post = (np.concatenate([np.asarray(getattr(b, name)) for b in blocks]) for name in ("pre", "post"))
    kernel = np.concatenate([np.asarray(b.kernel) for b in blocks])
    weight = link.weight.ravel()[kernel] * rule.scale(values)
    listing = np.lexsort((post, pre))
    return np.stack([pre[listing], post[listing]]), weight[listing]


def _whole(source: Node, target: Node) -> dict[str, Value]:
    """The choice by which a dense rule keeps the weights of neurons onto themselves."""
    rule = discovery.find(usual_wiring())
    return {SELF: "yes"} if source is target and SELF in rule.choices else {}


def _value(document: Document, values: Array) -> Value:
    """One number where all neurons share it."""
    return float(values.flat[0]) if np.ptp(values) == 0 else document.keep_array(values)


def _title(name: str, taken: Iterable[str]) -> str:
    words = "".join(c for c in name if c.isprintable()).strip() or "layer"
    short = words if len(words) <= MOST_CHARACTERS else f"{words[: MOST_CHARACTERS - 1]}…"
    return free_title(short, set(taken))
