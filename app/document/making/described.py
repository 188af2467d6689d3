"""A description as nodes and links: added to a drawing, or as what changes in one that is there.

Whatever a description does not know (places, colours, notes, how a read-out is fitted) stays as it is drawn.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, TypeAlias

from msgspec.structs import replace

from app.document.document import Document
from app.document.edits import AddElements, Compound, Edit, RemoveElements, ReplaceElement, SetSettings, SetSynapses
from app.document.elements import Link, Node, Point, Settings, Synapses
from app.document.making.described_values import recorder_key, stored_table, stored_value, values_of
from app.document.making.drawing import COLOURED_KINDS, fed_encoder, free_title, least_used_identity, new_node
from app.document.making.layout import Size, layered
from app.document.signals import own_train_per_target
from engine.model.registry import discovery
from engine.network.description import (
    Decoder,
    Encoder,
    NetworkDescription,
    Population,
    Projection,
    Recording,
    Stimulus,
)
from engine.network.likeness import same
from engine.scripts.reading import ReadScript

Wire: TypeAlias = tuple[str, str, str, str]
"""A link that is no projection: its source and target, each with the port."""
BELOW = 240.0  # between what is drawn already and what is added
USUAL_SIZE: Size = (216.0, 168.0)  # of a node whose words nobody has measured
OWN_ID = re.compile(r"e[1-9][0-9]{0,17}")
KINDS = ("datasets", "stimuli", "encoders", "populations", "decoders", "projections", "recordings")
PARTS = ("synapse", "wiring", "plasticity", "short_term")


def added_edit(
    document: Document, described: NetworkDescription, position: Point | None = None, settings: Settings | None = None
) -> tuple[Edit, tuple[str, ...]]:
    """The edit that draws a network, below what is there or at ``position``, and the ids of its nodes.

    A document that never had an element takes over its ids, and so its random numbers, and the ``settings``.
    """
    fresh = document.next_id == 1
    elements = _by_id(described)
    drawing = _Drawing(document, _ids(document, elements), elements)
    nodes = tuple(drawing.node(e) for e in elements.values() if not isinstance(e, Projection))
    links = tuple(link for e in elements.values() for link in drawing.links(e))
    corner = corner_below(document) if position is None else position
    edits: list[Edit] = [AddElements(_laid_out(nodes, links, corner), links)]
    if fresh:
        edits.append(SetSettings(replace(settings or document.settings, resolution=described.resolution)))
    return Compound(tuple(edits)), tuple(node.id for node in nodes)


def changed_edit(
    document: Document, before: NetworkDescription, after: NetworkDescription, settings: Settings | None = None
) -> tuple[Edit, Mapping[str, str]] | None:
    """The edit that makes of a drawing that meant ``before`` one that means ``after``; None where nothing changes.

    Elements are the same that have the same id. With it the ids in the document of those that are new: their own, and
    so their random numbers, where those were never given away.
    """
    was, now = _by_id(before), _by_id(after)
    new = {id: e for id, e in now.items() if id not in was or type(was[id]) is not type(e)}
    ids = _ids(document, new)
    drawing = _Drawing(document, ids, was | now)
    gone = {id for id in was if id not in now or id in new}
    nodes = [drawing.node(e) for e in new.values() if not isinstance(e, Projection)]
    links = [link for e in new.values() for link in drawing.links(e)]
    replaced: list[Edit] = []
    for id, element in now.items():
        if id in new or same(was[id], element) or document.element(id) is None:
            continue
        change = _projection if isinstance(element, Projection) else _element
        edit, left, drawn = change(document, drawing, was[id], element)
        replaced += edit
        gone |= left
        links += drawn
    leaving = tuple(id for id in gone if document.element(id) is not None)
    edits: list[Edit] = [RemoveElements(leaving)] if leaving else []
    edits += replaced
    if nodes or links:
        edits.append(AddElements(_laid_out(tuple(nodes), tuple(links), corner_below(document)), tuple(links)))
    wanted = replace(settings or document.settings, resolution=after.resolution)
    if wanted != document.settings:
        edits.append(SetSettings(wanted))
    return (Compound(tuple(edits)), ids) if edits else None


_Change = tuple[list[Edit], set[str], list[Link]]  # of what stays, which links go, and which come


def _element(document: Document, drawing: _Drawing, was: Any, element: Any) -> _Change:
    """A node that means something else, and the wires by which it says so."""
    node = drawing.node(element, document.nodes[element.id], was)
    edits: list[Edit] = [ReplaceElement(node)] if node != document.nodes[element.id] else []
    old, drawn = drawing.wires(was), drawing.wires(element)
    gone = {k.id for k in document.links.values() if _ends(k) in old and _ends(k) not in drawn}
    return edits, gone, [drawing.wire(wire) for wire in drawn if wire not in old]


def _projection(document: Document, drawing: _Drawing, was: Projection, element: Projection) -> _Change:
    """A link of other synapses, or one drawn anew where it joins others."""
    link = drawing.projection(element, document.links[element.id], was)
    if (element.source, element.target) != (was.source, was.target):
        return [], {element.id}, [link]
    return [SetSynapses(element.id, link.synapses)] if link != document.links[element.id] else [], set(), []


def script_settings(script: ReadScript, present: Settings) -> Settings:
    """Settings of the whole document: those that a script gives, over those there are."""
    seed = present.seed if script.seed is None else script.seed
    return replace(present, seed=seed, title=script.title or present.title)


def corner_below(document: Document) -> Point:
    """Below all that is drawn."""
    places = [node.position for node in document.nodes.values()]
    return (min(x for x, _ in places), max(y for _, y in places) + BELOW) if places else (0.0, 0.0)


def _by_id(description: NetworkDescription) -> dict[str, Any]:
    return {e.id: e for kind in KINDS for e in getattr(description, kind)}


def _ids(document: Document, elements: Collection[str]) -> dict[str, str]:
    """An id in the document for every element: its own where it was never given away, else a new one."""
    own = {id for id in elements if OWN_ID.fullmatch(id) and int(id[1:]) >= document.next_id}
    document.next_id = max([document.next_id, *(int(id[1:]) + 1 for id in own)])
    return {id: id if id in own else document.new_id() for id in elements}


def _ends(link: Link) -> Wire:
    return link.source, link.source_port, link.target, link.target_port


def _laid_out(nodes: tuple[Node, ...], links: tuple[Link, ...], corner: Point) -> tuple[Node, ...]:
    """The nodes in layers, as the links among them run, from a corner on."""
    apart = Document()
    known = {node.id for node in nodes}
    AddElements(nodes, tuple(k for k in links if {k.source, k.target} <= known)).apply(apart)
    places = layered(apart, dict.fromkeys(known, USUAL_SIZE))
    if not places:
        return nodes
    dx, dy = (corner[axis] - min(place[axis] for place in places.values()) for axis in (0, 1))
    return tuple(replace(n, position=(places[n.id][0] + dx, places[n.id][1] + dy)) for n in nodes)


class _Drawing:
    """Makes nodes and links of ``elements``; ``ids`` are those that they get in the document where these are others."""

    def __init__(self, document: Document, ids: Mapping[str, str], elements: Mapping[str, Any]) -> None:
        self._document, self._ids = document, ids
        self._projections = {id for id, element in elements.items() if isinstance(element, Projection)}
        self._titles = {node.title for node in document.nodes.values()}
        self._worn = [node.identity for node in document.nodes.values()]
        self._nodes = dict(document.nodes)

    def node(self, element: Any, base: Node | None = None, was: Any = None) -> Node:
        """The node of an element; on ``base``, which meant ``was``, only what differs is new."""
        fresh = base is None
        if isinstance(element, Recording):
            key = recorder_key(element, element.element in self._projections)
        else:
            key = discovery.typed_key(element.model)
        node = base or self._fresh(key, self._ids[element.id])
        if fresh or element.title != was.title:
            others = self._titles if fresh else self._titles - {node.title}
            node = replace(node, title=free_title(element.title or node.title, others))
            self._titles.add(node.title)
        values = values_of(element, self._id, self._of_projection(element))
        before = {} if was is None else values_of(was, self._id, self._of_projection(was))
        node = replace(node, model=key, parameters=self._moved(node.parameters, before, values))
        node = self._sized(node, element, was)
        if isinstance(element, Population):
            places = element.positions
            if fresh or element.sign is not was.sign:
                node = replace(node, sign="" if element.sign is None else element.sign.value)
            node = replace(
                node,
                start=self._moved(node.start, {} if was is None else was.start, element.start),
                arrangement=None if places is None else places.key,
                places=self._moved(
                    node.places, {} if was is None else was.positions_parameters, element.positions_parameters
                ),
            )
        self._nodes[node.id] = node
        return node

    def _fresh(self, key: str, id: str) -> Node:
        """A node of a model, with nothing set, in a colour of its own."""
        node = replace(new_node(self._document, key, (0.0, 0.0)), id=id, parameters={})
        if node.kind in COLOURED_KINDS:
            node = replace(node, identity=least_used_identity(self._worn))
            self._worn.append(node.identity)
        return node

    def _sized(self, node: Node, element: Any, was: Any) -> Node:
        if isinstance(element, Encoder):
            return fed_encoder(self._nodes[self._id(element.dataset)], node)
        if isinstance(element, Population | Stimulus) and (was is None or element.size != was.size):
            return node if own_train_per_target(node) else replace(node, size=element.size)
        return node

    def _of_projection(self, element: Any) -> bool:
        return isinstance(element, Recording) and element.element in self._projections

    def wires(self, element: Any) -> list[Wire]:
        """The links of an element that are no projections; a recorder of a projection has none."""
        here = self._id(element.id)
        match element:
            case Encoder():
                return [(self._id(element.dataset), "values", here, "values")]
            case Decoder():
                labels = [] if element.labels is None else [(self._id(element.labels), "labels", here, "labels")]
                return [(self._id(element.source), "out", here, "in"), *labels]
            case Recording() if not self._of_projection(element):
                return [(self._id(element.element), "out", here, "in")]
        return []

    def wire(self, wire: Wire) -> Link:
        """A new link that is no projection."""
        return Link(self._document.new_id(), *wire)

    def links(self, element: Any) -> Iterator[Link]:
        """All links of a new element."""
        if isinstance(element, Projection):
            yield self.projection(element)
        yield from map(self.wire, self.wires(element))

    def projection(self, element: Projection, base: Link | None = None, was: Projection | None = None) -> Link:
        """The link of a projection; on ``base``, which meant ``was``, only what differs is new."""
        ends = self._id(element.source), "out", self._id(element.target), "in"
        link = base or Link(self._ids[element.id], *ends)
        before = None if base is None else base.synapses
        given: dict[str, Any] = {}
        for part in PARTS:
            model, table = getattr(element, part), f"{part}_parameters"
            given[part] = None if model is None else model.key
            old = {} if was is None else _table(was, table, self._id)
            given[table] = self._moved(
                {} if before is None else getattr(before, table), old, _table(element, table, self._id)
            )
        for name in ("weight", "delay"):
            value, stays = getattr(element, name), was is not None and same(getattr(was, name), getattr(element, name))
            given[name] = getattr(before, name) if stays else stored_value(self._document, value)
        if before is not None and was is not None and same(was.connections, element.connections):
            given |= {"pre": before.pre, "post": before.post}
        elif element.connections is not None:
            given |= {end: self._document.keep_array(getattr(element.connections, end)) for end in ("pre", "post")}
        listed = not isinstance(element.weight, float | int) and hasattr(element.weight, "dtype")
        given["trained"] = listed and (before is None or before.trained)
        synapses = Synapses(sign=element.sign.value, learns=str(element.learns), into=element.into, **given)
        bends = link.bends if _ends(link) == ends else ()
        return replace(link, source=ends[0], target=ends[2], bends=bends, synapses=synapses)

    def _id(self, id: str) -> str:
        return self._ids.get(id, id)

    def _moved(self, table: Mapping[str, Any], was: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
        """A table of the document in which what differs between two meanings is set anew."""
        kept = {name: value for name, value in table.items() if name not in was or name in now}
        moved = {name: value for name, value in now.items() if name not in was or not same(was[name], value)}
        return kept | stored_table(self._document, moved)


def _table(projection: Projection, table: str, id: Any) -> dict[str, Any]:
    """Values of a part of a projection as a link holds them: with the elements that a rule hears among them."""
    given: dict[str, Any] = dict(getattr(projection, table))
    if table == "plasticity_parameters":
        given |= {name: id(source) for name, source in projection.plasticity_sources.items()}
    return given
