"""Checks that types alone cannot make of elements that come from a file or the clipboard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import get_args

from msgspec.structs import replace

from app.document.elements import ArrayRef, Element, Link, Node, NodeKind, Parameters
from app.document.vocabulary import (
    LINK_PARTS,
    declared,
    declared_by,
    declared_series,
    model_of,
    node_kind,
    part_model,
    spike_sources,
    word_parameters,
)
from app.i18n.translation import tr, translatable
from engine.model.quantities import Parameter
from engine.network.description import Learns, Sign
from engine.network.values import ByDistance, Distribution

ONE, NUMBER, TEXT, ARRAY = "one number", "number", "text", "array"
"""What a value is: one number for all; one, one for each or what they are drawn from; a choice, a file or an id; a
series."""
TYPES: Mapping[str, tuple[type, ...]] = {
    ONE: (int, float),
    NUMBER: (int, float, *get_args(Distribution), ByDistance, ArrayRef),
    TEXT: (str,),
    ARRAY: (int, float, ArrayRef),
}
REFUSALS = {
    ONE: translatable("{name} of {id} is not one number"),
    NUMBER: translatable("{name} of {id} is no number"),
    TEXT: translatable("{name} of {id} is no text"),
    ARRAY: translatable("{name} of {id} is no list of values"),
}


class Inconsistent(ValueError):
    """Raised for elements that contradict each other; says where, in the language of the window."""


def require_consistent(nodes: Iterable[Node], links: Iterable[Link]) -> None:
    """Raise Inconsistent unless ids exist once, ends exist, kinds fit models, words are known and numbers numbers."""
    known: dict[str, Node] = {}
    ids: set[str] = set()
    elements: tuple[Element, ...] = (*nodes, *links)
    for element in elements:
        if element.id in ids:
            raise Inconsistent(tr("the id {id} occurs twice", id=element.id))
        ids.add(element.id)
        if isinstance(element, Node):
            known[element.id] = element
            _require_node(element)
        else:
            _require_link(element, known)
        require_kinds_of_values(element)
    for node in known.values():
        _require_group(node, known)


def require_kinds_of_values(element: Element) -> None:
    """Raise Inconsistent where a text stands for a number, a number for a text, or either for an array."""
    tables = _node_tables(element) if isinstance(element, Node) else _link_tables(element)
    for values, kinds in tables:
        for name, value in values.items():
            if name in kinds and not isinstance(value, TYPES[kinds[name]]):
                raise Inconsistent(tr(REFUSALS[kinds[name]], name=name, id=element.id))


def _kinds(declarations: Mapping[str, object]) -> dict[str, str]:
    return {name: _kind(declaration) for name, declaration in declarations.items()}


def _kind(declaration: object) -> str:
    if not isinstance(declaration, Parameter):
        return TEXT
    return NUMBER if declaration.per_element else ONE


def _node_tables(node: Node) -> Iterator[tuple[Parameters, Mapping[str, str]]]:
    """The model's own values come first: what a drawing adds may depend on them."""
    yield node.parameters, _kinds(declared_by(model_of(node.model)))
    words, series = dict.fromkeys(word_parameters(node), TEXT), dict.fromkeys(declared_series(node), ARRAY)
    yield node.parameters, {**_kinds(declared(node)), **words, **series}
    yield node.start, dict.fromkeys(node.start, NUMBER)
    yield node.places, _kinds(declared_by(model_of(node.arrangement)))


def _link_tables(link: Link) -> Iterator[tuple[Parameters, Mapping[str, str]]]:
    synapses = link.synapses
    if synapses is None:
        return
    yield {"weight": synapses.weight, "delay": synapses.delay}, {"weight": NUMBER, "delay": NUMBER}
    for part in LINK_PARTS:
        model = part_model(link, part)
        kinds = {**_kinds(declared_by(model)), **dict.fromkeys(spike_sources(model), TEXT)}
        yield getattr(synapses, f"{part}_parameters"), kinds


def _require_node(node: Node) -> None:
    fitting = (node_kind(node.model),) if node.model else (NodeKind.NOTE, NodeKind.GROUP)
    if node.kind not in fitting:
        words = {"id": node.id, "kind": node.kind, "model": node.model}
        raise Inconsistent(tr("{id} is a {kind} with the model {model}", **words))
    if node.sign not in ("", *Sign) or (node.sign and node.kind != NodeKind.POPULATION):
        raise Inconsistent(tr("{id} has the sign {sign}", id=node.id, sign=node.sign))
    names = [slider.name for slider in node.sliders]
    for slider in node.sliders:
        if not slider.low < slider.high or names.count(slider.name) > 1:
            words = {"id": node.id, "name": slider.name}
            raise Inconsistent(tr("{id} has a slider of {name} that is twice there or has no range", **words))


def out_of_circles(nodes: Sequence[Node]) -> tuple[tuple[Node, ...], tuple[str, ...]]:
    """The same nodes, groups that stood in themselves set free, and the titles of these.

    What was pasted into itself stood so in files of earlier versions; only the first of a circle has to come out.
    """
    known = {node.id: node for node in nodes}
    freed: list[str] = []
    for node in nodes:
        around, level = {node.id}, node.group
        while level in known and level not in around:
            around.add(level)
            level = known[level].group
        if level == node.id:
            known[node.id] = replace(node, group="")
            freed.append(node.title)
    return tuple(known[node.id] for node in nodes), tuple(freed)


def _require_group(node: Node, nodes: dict[str, Node]) -> None:
    """Require that all that the node stands in are groups, none of which stands in it."""
    around, level = {node.id}, node.group
    while level:
        group = nodes.get(level)
        if group is None or group.kind != NodeKind.GROUP or level in around:
            raise Inconsistent(tr("{id} stands in {group}, which is no group around it", id=node.id, group=level))
        around.add(level)
        level = group.group


def _require_link(link: Link, nodes: dict[str, Node]) -> None:
    if link.source not in nodes or link.target not in nodes:
        raise Inconsistent(tr("{id} ends nowhere", id=link.id))
    if (link.synapses is not None) != (nodes[link.target].kind == NodeKind.POPULATION):
        raise Inconsistent(tr("{id} and its synapses do not belong together", id=link.id))
    if link.synapses is not None and link.synapses.sign not in set(Sign):
        raise Inconsistent(tr("{id} has the sign {sign}", id=link.id, sign=link.synapses.sign))
    if link.synapses is not None and link.synapses.learns not in set(Learns):
        raise Inconsistent(tr("{id} learns {what}", id=link.id, what=link.synapses.learns))
