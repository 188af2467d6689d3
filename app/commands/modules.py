"""Keeping groups as modules, and making and renewing instances of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from app.commands.building import Refused, add_node
from app.commands.editor import Editor
from app.document.document import Document
from app.document.edits import AddElements, Compound, Edit, RemoveElements, SetParameter
from app.document.elements import Link, Node, NodeKind, Point, Value
from app.document.file.clipboard import relabelled
from app.document.file.file_format import FileProblem
from app.document.grouping import nodes_within, path_to
from app.document.making.drawing import free_title
from app.document.networks.modules import (
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
from app.document.vocabulary import pointers_of
from app.i18n.translation import tr
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


class Renewed(NamedTuple):
    """The number of links that lost the node they ended at, and the titles of groups that stayed as they were.

    Those stand within what their module holds: made anew they would grow, each time again.
    """

    lost: int
    stayed: tuple[str, ...]


def renew_instances(editor: Editor, store: Modules, ids: Sequence[str]) -> Renewed:
    """Make groups as their modules are now, as one step.

    Titles, colours, plots and links with what stands outside stay where a node of one kind and name is there still.
    Groups that are gone, or no instances any more, are passed over. Raises FileProblem, and renews none, where a
    module cannot be read.
    """
    present = [i for i in ids if _module_of(editor.document, i)]
    fresh = {name: store.read(name) for name in dict.fromkeys(_module_of(editor.document, i) for i in present)}
    if not present:
        return Renewed(0, ())
    lost, stayed = 0, []
    with editor.one_step(tr("Update from the module")):
        for (
            group_id
        ) in present:  # each in the drawing as the one before left it: they may be linked, or one within another
            name = _module_of(editor.document, group_id)
            if name in fresh and _would_grow(editor.document, group_id, fresh[name]):
                stayed.append(editor.document.nodes[group_id].title)
            elif name in fresh:
                edit, fewer = _renewal(editor.document, fresh[name], group_id)
                editor.do(edit, tr("Update from the module"))
                lost += fewer
    return Renewed(lost, tuple(stayed))


def _would_grow(document: Document, group_id: str, module: Document) -> bool:
    """Tell whether an instance made as its module is now would hold what it stands in, and so grow again and again."""
    around = {_module_of(document, group.id) for group in path_to(document, document.nodes[group_id].group)}
    within = {str(node.parameters.get(MODULE, "")) for node in module.nodes.values() if node.kind == NodeKind.GROUP}
    return bool((around & {_module_of(document, group_id), *within}) - {""})


def _module_of(document: Document, group_id: str) -> str:
    """The name of the module that a group is an instance of; empty where it is none, or gone."""
    group = document.nodes.get(group_id)
    return "" if group is None else str(group.parameters.get(MODULE, ""))


def others(editor: Editor, group_id: str, name: str) -> list[str]:
    """The instances of a module beside one, and beside those that stand within another."""
    document = editor.document
    ids = [node.id for node in instances(document, name) if node.id != group_id]
    return [
        i for i in ids if name not in (_module_of(document, g.id) for g in path_to(document, document.nodes[i].group))
    ]


def _renewal(document: Document, module: Document, group_id: str) -> tuple[Edit, int]:
    """Give the edit that makes one group as its module is, and the number of links that it loses.

    What has a counterpart in the module keeps its id, so that recorders and rules that point at it still do.
    """
    group = document.nodes[group_id]
    nodes, links = instance(document, module, _module_of(document, group_id), group.position, group.group)
    fresh_group, *inside = nodes
    known = counterparts(document, group_id, inside, fresh_group.id)
    ids = {fresh_group.id: group_id, **{new.id: old for old, new in known.items()}}
    within = nodes_within(document, (group_id,))
    ids |= _known_links(document, within, relabelled((), links, ids)[1])
    kept, joined = relabelled(inside, links, ids)
    same = {node.id: document.nodes[node.id] for node in kept if node.id in known}
    dressed = tuple(
        replace(
            n,
            title=was.title,
            identity=was.identity,
            plot=was.plot,
            sliders=was.sliders,
            parameters={**_pointing_out(document, was, group_id), **n.parameters},
        )
        if (was := same.get(n.id))
        else n
        for n in kept
    )
    across = links_across(document, group_id)
    staying = [link for link in across if known.keys() & {link.source, link.target}]
    gone = RemoveElements(tuple(within))
    added = AddElements(dressed, (*joined, *staying))
    return Compound((gone, added)), len(across) - len(staying)


def _pointing_out(document: Document, node: Node, group_id: str) -> dict[str, Value]:
    """Parameters of a group's node that point at what stands outside: a module knows nothing of that."""
    within = set(nodes_within(document, (group_id,)))
    within |= {link.id for link in document.links.values() if {link.source, link.target} <= within}
    pointers = {name: node.parameters.get(name) for name in pointers_of(node)}
    return {name: at for name, at in pointers.items() if isinstance(at, str) and at not in within}


def _known_links(document: Document, within: Sequence[str], links: Sequence[Link]) -> dict[str, str]:
    """By id of a new link, the id of one that joined the same ports before, where there was one."""
    before: dict[tuple[str, str, str, str], list[str]] = {}
    for link in document.links.values():
        if link.source in within and link.target in within:
            before.setdefault(_ends(link), []).append(link.id)
    return {link.id: before[_ends(link)].pop(0) for link in links if before.get(_ends(link))}


def _ends(link: Link) -> tuple[str, str, str, str]:
    return link.source, link.source_port, link.target, link.target_port
