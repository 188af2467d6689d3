"""Putting nodes into groups and taking them out; nothing here changes what a drawing means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from app.commands.editor import Editor
from app.document.edits import AddElements, Compound, Edit, RemoveElements, ReplaceElement
from app.document.elements import Node, NodeKind, Point
from app.document.grouping import members
from app.document.making.drawing import free_title
from app.i18n.translation import tr


def group(editor: Editor, ids: Sequence[str], position: Point) -> str | None:
    """Put nodes of the entered level into a new group there and select it; None where there are none."""
    document = editor.document
    inside = [document.nodes[i] for i in ids if i in document.nodes and document.nodes[i].group == editor.level]
    if not inside:
        return None
    title = free_title(tr("Group"), {node.title for node in document.nodes.values()})
    made = Node(document.new_id(), NodeKind.GROUP, "", title, position, group=editor.level)
    entering = (ReplaceElement(replace(node, group=made.id)) for node in inside)
    editor.do(Compound((AddElements((made,)), *entering)), tr("Group"))
    editor.selection.set((made.id,))
    return made.id


def ungroup(editor: Editor, shifts: Mapping[str, Point]) -> tuple[str, ...]:
    """Hand what stands in groups to the level above, by so much further right and down, and select it."""
    document = editor.document
    edits: list[Edit] = []
    freed: list[str] = []
    for group_id, (dx, dy) in shifts.items():
        inside = {node.id: node for node in members(document, group_id)}
        above = document.nodes[group_id].group
        for node in inside.values():
            place = (node.position[0] + dx, node.position[1] + dy)
            edits.append(ReplaceElement(replace(node, group=above, position=place)))
        edits += [
            ReplaceElement(replace(link, bends=tuple((x + dx, y + dy) for x, y in link.bends)))
            for link in document.links.values()
            if link.bends and link.source in inside and link.target in inside
        ]
        freed += inside
    if shifts:
        editor.do(Compound((*edits, RemoveElements(tuple(shifts)))), tr("Ungroup"))
        editor.selection.set(freed)
    return tuple(freed)
