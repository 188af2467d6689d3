"""Keeping groups as modules, and making and renewing instances of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.commands.building import Refused, add_node
from app.commands.editor import Editor
from app.document.document import Link, Point
from app.document.drawing import free_title
from app.document.edits import AddElements, Compound, Edit, RemoveElements, SetParameter
from app.document.file_format import FileProblem
from app.document.grouping import contents
from app.document.modules import (
    MODULE,
    Modules,
    counterparts,
    instance,
    instances,
    links_across,
    module_named,
    modules,
    name_for,
)
from app.translation import tr
from engine.problems import Problem, declare

UNREADABLE = declare("module unreadable", "{reason}", "Delete the module in the palette, and keep the group anew.")


def keep_module(editor: Editor, store: Modules, group_id: str) -> str:
    """Write a group as a module and say of which it is an instance now; gives its name. Raises FileProblem.

    An instance of a module takes its place; any other group becomes a new one, called by its title.
    """
    group = editor.document.nodes[group_id]
    known = str(group.parameters.get(MODULE, ""))
    taken = store.names()
    name = known if known in taken else free_title(name_for(group.title), taken)
    store.keep(editor.document, group_id, name)
    if known != name:
        editor.do(SetParameter(group_id, MODULE, name), tr("Keep as a module"))
    return name


def insert_module(editor: Editor, store: Modules, name: str, position: Point) -> str:
    """Make an instance of a module on the entered level and select it; gives its id. Raises FileProblem."""
    nodes, links = instance(editor.document, store.read(name), name, position, editor.level)
    editor.do(AddElements(nodes, links), tr("Add {title}", title=nodes[0].title))
    editor.selection.set((nodes[0].id,))
    return nodes[0].id


def add_by_key(editor: Editor, key: str, position: Point) -> str:
    """Add a model, or an instance of a module, by its key in the palette. Raises Refused with the reason."""
    name = module_named(key)
    if name is None:
        return add_node(editor, key, position)
    try:
        return insert_module(editor, modules, name, position)
    except FileProblem as problem:
        raise Refused(Problem("", UNREADABLE, {"reason": str(problem)})) from problem


def renew_instances(editor: Editor, store: Modules, ids: Sequence[str]) -> int:
    """Make groups as their modules are now, as one step; gives how many links lost the node that they ended at.

    Titles, colours and links with what stands outside stay where a node of one kind and name is there still.
    Raises FileProblem.
    """
    edits: list[Edit] = []
    lost = 0
    for group_id in ids:
        own, fewer = _renewal(editor, store, group_id)
        edits += own
        lost += fewer
    editor.do(Compound(tuple(edits)), tr("Update from the module"))
    return lost


def others(editor: Editor, group_id: str, name: str) -> list[str]:
    """The instances of a module beside one."""
    return [node.id for node in instances(editor.document, name) if node.id != group_id]


def _renewal(editor: Editor, store: Modules, group_id: str) -> tuple[list[Edit], int]:
    """What makes one group as its module is, and how many links it loses."""
    document = editor.document
    group = document.nodes[group_id]
    name = str(group.parameters[MODULE])
    nodes, links = instance(document, store.read(name), name, group.position, group.group)
    fresh_group, *inside = nodes
    before = counterparts(document, group_id, inside, fresh_group.id)
    old_of = {new.id: document.nodes[old] for old, new in before.items()}
    kept = [
        replace(node, title=old_of[node.id].title, identity=old_of[node.id].identity) if node.id in old_of else node
        for node in (replace(n, group=group_id) if n.group == fresh_group.id else n for n in inside)
    ]
    ends = {old: new.id for old, new in before.items()}
    across = links_across(document, group_id)
    moved = [_led(link, ends) for link in across if _reaches(link, ends, set(contents(document, (group_id,))))]
    gone = RemoveElements(tuple(contents(document, (group_id,))))
    return [gone, AddElements(tuple(kept), (*links, *moved))], len(across) - len(moved)


def _reaches(link: Link, ends: dict[str, str], within: set[str]) -> bool:
    return (link.source if link.source in within else link.target) in ends


def _led(link: Link, ends: dict[str, str]) -> Link:
    return replace(link, source=ends.get(link.source, link.source), target=ends.get(link.target, link.target))
