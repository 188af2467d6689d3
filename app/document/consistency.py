"""What types alone cannot say of elements that come from a file or the clipboard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.document.document import Element, Link, Node
from app.document.vocabulary import GROUP, NOTE, node_kind
from app.translation import tr
from engine.network.description import Sign


class Inconsistent(ValueError):
    """Raised for elements that contradict each other; says where, in the language of the window."""


def require_consistent(nodes: Iterable[Node], links: Iterable[Link]) -> None:
    """Raise Inconsistent unless ids exist once, ends exist, kinds fit models and words are known."""
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
    for node in known.values():
        _require_group(node, known)


def _require_node(node: Node) -> None:
    fitting = (node_kind(node.model),) if node.model else (NOTE, GROUP)
    if node.kind not in fitting:
        words = {"id": node.id, "kind": node.kind, "model": node.model}
        raise Inconsistent(tr("{id} is a {kind} with the model {model}", **words))
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
    """What it stands in is a group, and stands in no group that stands in it."""
    around, level = {node.id}, node.group
    while level:
        group = nodes.get(level)
        if group is None or group.kind != GROUP or level in around:
            raise Inconsistent(tr("{id} stands in {group}, which is no group around it", id=node.id, group=level))
        around.add(level)
        level = group.group


def _require_link(link: Link, nodes: dict[str, Node]) -> None:
    if link.source not in nodes or link.target not in nodes:
        raise Inconsistent(tr("{id} ends nowhere", id=link.id))
    if (link.synapses is not None) != (nodes[link.target].kind == "population"):
        raise Inconsistent(tr("{id} and its synapses do not belong together", id=link.id))
    if link.synapses is not None and link.synapses.sign not in set(Sign):
        raise Inconsistent(tr("{id} has the sign {sign}", id=link.id, sign=link.synapses.sign))
