"""Groups: nodes that hold other nodes and mean nothing to the engine.

What stands in which is written at what stands there (``Node.group``), so that no list can disagree with it.
A level is the id of a group, or ``TOP`` for what stands in none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.document.connecting import Port, ports
from app.document.document import Document
from app.document.elements import Link, Node, NodeKind

TOP = ""


@dataclass(frozen=True)
class Door:
    """A port of a node within a group, as it is seen from outside the group; ``title`` is that of the node."""

    owner: str
    port: Port
    is_output: bool
    title: str = ""


def members(document: Document, level: str) -> list[Node]:
    """The nodes that stand on a level, those in groups upon it not among them."""
    return [node for node in document.nodes.values() if node.group == level]


def nodes_within(document: Document, group_ids: Iterable[str]) -> list[str]:
    """Ids of all that stands in these groups, and in groups within them, each before what stands in it."""
    within: dict[str, list[str]] = {}
    for node in document.nodes.values():
        within.setdefault(node.group, []).append(node.id)
    found, waiting = [], [i for group_id in group_ids for i in within.get(group_id, ())]
    while waiting:
        found.append(waiting.pop(0))
        waiting += within.get(found[-1], ())
    return found


def node_count(nodes: Iterable[Node]) -> int:
    """The number of nodes as a person counts: notes and groups are none."""
    return sum(node.kind not in (NodeKind.NOTE, NodeKind.GROUP) for node in nodes)


def with_contents(document: Document, ids: Iterable[str]) -> tuple[str, ...]:
    """These elements and all that stands in groups among them, each once."""
    chosen = tuple(ids)
    return tuple(dict.fromkeys((*chosen, *nodes_within(document, chosen))))


def path_to(document: Document, level: str) -> list[Node]:
    """The groups around a level, the outermost first, the level itself last."""
    path: list[Node] = []
    while (group := document.nodes.get(level)) is not None:
        path.insert(0, group)
        level = group.group
    return path


def representative_of(document: Document, node_id: str, level: str) -> str | None:
    """The id that stands for a node on a level: its own, or that of the group there around it; None where outside."""
    node = document.nodes.get(node_id)
    while node is not None and node.group != level:
        node = document.nodes.get(node.group)
    return node.id if node is not None else None


def level_of(document: Document, link: Link) -> str:
    """The innermost level that holds both ends of a link."""
    ends = (document.nodes[link.source], document.nodes[link.target])
    one, other = ([TOP, *(group.id for group in path_to(document, end.group))] for end in ends)
    return [a for a, b in zip(one, other, strict=False) if a == b][-1]


def doors(document: Document, node_id: str) -> list[Door]:
    """The ports by which a node can be linked from outside it: its own, or those of a group.

    A group has the ports of nodes within that are linked across its edge, or to which nothing within is linked.
    """
    node = document.nodes[node_id]
    if node.kind != NodeKind.GROUP:
        return _ports_of(node)
    within = set(nodes_within(document, (node_id,)))
    linked: dict[tuple[str, str, bool], set[bool]] = {}  # whether the other end lies within, too
    for link in document.links.values():
        inside = link.source in within and link.target in within
        linked.setdefault((link.source, link.source_port, True), set()).add(inside)
        linked.setdefault((link.target, link.target_port, False), set()).add(inside)
    found = (door for i in document.nodes if i in within for door in _ports_of(document.nodes[i]))
    return [door for door in found if linked.get((door.owner, door.port.name, door.is_output), {False}) != {True}]


def _ports_of(node: Node) -> list[Door]:
    own = ports(node)
    return [
        *(Door(node.id, port, False, node.title) for port in own.inputs),
        *(Door(node.id, port, True, node.title) for port in own.outputs),
    ]
