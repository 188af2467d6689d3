"""Modules: groups that a person keeps for other networks, each a project file in a folder of the user's data."""

from __future__ import annotations

import re

from msgspec.structs import replace

from app import platform
from app.document.document import Document
from app.document.elements import Link, Node, NodeKind, Point
from app.document.file.clipboard import copied_elements, pasted
from app.document.file.shelf import LONGEST_NAME, Shelf
from app.document.grouping import TOP, members, nodes_within, with_contents
from app.document.networks.kept_models import node_of

MODULE = "module"
"""Name under which a group says of which module it is an instance."""
KIND = "modules/"
"""What the keys of modules begin with, beside those of models."""


class Modules(Shelf):
    """A module is one group and what stands in it; taken away, what was made of it stays."""

    def keep(self, document: Document, group_id: str, name: str) -> None:
        """Write a group as a module, in the place of one of the same name. Raises FileProblem."""
        kept = document.part({*with_contents(document, (group_id,)), *document.links})
        kept.put(replace(document.nodes[group_id], group=TOP, position=(0.0, 0.0), parameters={}))
        self.put(kept, name)


modules = Modules(lambda: platform.data_folder() / "modules")
"""Those of the person who sits here."""


def module_named(key: str) -> str | None:
    """The name of the module that a key of the palette means; None for a model's."""
    return key.removeprefix(KIND) if key.startswith(KIND) else None


def ghost(document: Document, key: str) -> Node:
    """A node as large as what a key of the palette will become, not of the document."""
    name = module_named(key)
    return node_of(document, key, (0.0, 0.0)) if name is None else Node("", NodeKind.GROUP, "", name, (0.0, 0.0))


def name_for(title: str) -> str:
    """The name of a module of a group of this title."""
    return title.strip()[:LONGEST_NAME].strip() or "Module"


def instances(document: Document, name: str) -> list[Node]:
    """The groups that were made of a module."""
    return [
        node for node in document.nodes.values() if node.kind == NodeKind.GROUP and node.parameters.get(MODULE) == name
    ]


def instance(
    document: Document, module: Document, name: str, position: Point, level: str
) -> tuple[tuple[Node, ...], tuple[Link, ...]]:
    """New elements of a document like those of a module, not yet added, its group first."""
    nodes, links = pasted(document, copied_elements(module, list(module.nodes)), position, 0.0, level)
    outer = [replace(node, parameters={MODULE: name}) for node in nodes if node.group == level]
    return (*outer, *(node for node in nodes if node.group != level)), links


def counterparts(document: Document, group_id: str, fresh: list[Node], fresh_group: str) -> dict[str, Node]:
    """Find the node in a new instance of a module that stands for each node of an older one, by id of the older.

    Two are counterparts that are of one kind and one name, numbers behind it apart, in groups that are counterparts;
    of several alike the first stands for the first.
    """
    of_fresh: dict[str, list[Node]] = {}
    for node in fresh:
        of_fresh.setdefault(node.group, []).append(node)
    found: dict[str, Node] = {}
    waiting = [(group_id, fresh_group)]
    while waiting:
        old_level, new_level = waiting.pop()
        rest = list(of_fresh.get(new_level, ()))
        for old in members(document, old_level):
            new = next((node for node in rest if _alike(old, node)), None)
            if new is not None:
                rest.remove(new)
                found[old.id] = new
                waiting.append((old.id, new.id))
    return found


def _alike(one: Node, other: Node) -> bool:
    return one.kind == other.kind and _stem(one.title) == _stem(other.title)


def _stem(title: str) -> str:
    """A title without the number by which it differs from others."""
    return re.sub(r" \d+$", "", title)


def links_across(document: Document, group_id: str) -> list[Link]:
    """The links of which one end stands in a group and the other does not."""
    within = set(nodes_within(document, (group_id,)))
    return [link for link in document.links.values() if (link.source in within) != (link.target in within)]
