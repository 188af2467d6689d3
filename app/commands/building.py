"""Adding nodes, notes and links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from msgspec.structs import replace

from app.commands.editor import Editor
from app.commands.resizing import resized
from app.document.connecting import NO_COMMON_PORT, may_connect, port_that_fits, ports
from app.document.document import Document
from app.document.edits import AddElements, Compound, Edit, RemoveElements
from app.document.elements import Link, Node, NodeKind, Point, Synapses
from app.document.grouping import Door, doors
from app.document.making.drawing import (
    default_synapses,
    fed_encoder,
    new_link,
    new_note,
    passing_encoder,
    refitted,
)
from app.document.networks.kept_models import node_of
from app.i18n.translation import sentence, tr
from engine.problems import Problem


class Refused(ValueError):
    """Raised when what is asked for is not legal; carries the reason."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(sentence(problem))


def add_node(editor: Editor, model_key: str, position: Point, **fields: Any) -> str:
    """Add a node of a model and select it; ``fields`` override the node's defaults."""
    node = replace(node_of(editor.document, model_key, position), group=editor.level, **fields)
    return _add(editor, node)


def add_note(editor: Editor, position: Point, text: str = "") -> str:
    """Add a note and select it."""
    return _add(editor, replace(new_note(editor.document, position, text), group=editor.level))


def _add(editor: Editor, node: Node) -> str:
    name = tr("Add note") if node.kind == NodeKind.NOTE else tr("Add {title}", title=node.title)
    editor.do(AddElements(nodes=(node,)), name)
    editor.selection.set((node.id,))
    return node.id


def connect(editor: Editor, source_id: str, source_port: str, target_id: str, target_port: str) -> str:
    """Link two ports; a projection gets default synapses. Raises Refused with the reason."""
    refusal = may_connect(editor.document, source_id, source_port, target_id, target_port)
    if refusal is not None:
        raise Refused(refusal)
    source, target = editor.document.nodes[source_id], editor.document.nodes[target_id]
    link = new_link(editor.document, source, source_port, target, target_port)
    editor.do(_linking(editor.document, link), _link_name(source, target))
    editor.selection.set((link.id,))
    return link.id


def _linking(document: Document, *links: Link, nodes: tuple[Node, ...] = ()) -> Edit:
    """Add links, and ``nodes`` that they need; an encoder becomes as wide as the dataset that it is linked to.

    Spikes of a dataset pass it once, unless its rate was chosen.
    """
    known = document.nodes | {node.id: node for node in nodes}
    changed: dict[str, Node] = {}
    for link in links:
        source, target = known[link.source], known[link.target]
        if (fed := passing_encoder(source, fed_encoder(source, target))) != target:
            changed[fed.id] = fed
    added = AddElements(
        tuple(changed.get(node.id, node) for node in nodes),
        tuple(_refitted(document, link, known, changed) for link in links),
    )
    resizing = [edit for i, node in changed.items() if i in document.nodes for edit in resized(document, node)]
    return Compound((added, *resizing)) if resizing else added


def _refitted(document: Document, link: Link, before: Mapping[str, Node], after: Mapping[str, Node]) -> Link:
    if link.source not in after:
        return link
    return refitted(document, link, before[link.source], after[link.source])


def _link_name(source: Node, target: Node) -> str:
    return tr("Link {source} to {target}", source=source.title, target=target.title)


def reconnect(editor: Editor, link_id: str, source_id: str, source_port: str, target_id: str, target_port: str) -> None:
    """Move an end of a link to another port, keeping its synapses where both ends still carry them."""
    document = editor.document
    old = document.links[link_id]
    taken_away = RemoveElements((link_id,)).apply(document)
    try:
        refusal = may_connect(document, source_id, source_port, target_id, target_port)
        source, target = document.nodes[source_id], document.nodes[target_id]
        fresh = new_link(document, source, source_port, target, target_port)
    finally:
        taken_away.apply(document)
    if refusal is not None:
        raise Refused(refusal)
    moved = replace(fresh, id=old.id, synapses=_carried(document, old, fresh), bends=old.bends, text=old.text)
    editor.do(Compound((RemoveElements((link_id,)), _linking(document, moved))), _link_name(source, target))


def _carried(document: Document, old: Link, fresh: Link) -> Synapses | None:
    """The synapses of a link whose ends moved: kept where both ends still carry them, default parts renewed."""
    kept, new = old.synapses, fresh.synapses
    if kept is None or new is None or (kept.synapse is None) != (new.synapse is None):
        return new
    nodes = document.nodes
    default = default_synapses(document, nodes[old.source], nodes[old.target])
    if (kept.weight, kept.sign) == (default.weight, new.sign):
        kept = replace(kept, weight=new.weight)
    wiring = kept.wiring, dict(kept.wiring_parameters), kept.pre
    return replace(kept, wiring=new.wiring) if wiring == (default.wiring, {}, None) else kept


def add_and_connect(editor: Editor, model_key: str, position: Point, from_id: str, from_port: str) -> str:
    """Add a node where a wire was dropped and link it, as one step. Raises Refused with the reason."""
    document = editor.document
    here = document.nodes[from_id]
    node = replace(node_of(document, model_key, position), group=editor.level)
    port = port_that_fits(here, from_port, model_key)
    if port is None:
        raise Refused(no_common_port(here, node))
    if ports(here).output(from_port) is not None:
        link = new_link(document, here, from_port, node, port)
    else:
        link = new_link(document, node, port, here, from_port)
    editor.do(_linking(document, link, nodes=(node,)), tr("Add {title}", title=node.title))
    editor.selection.set((node.id,))
    return node.id


def no_common_port(here: Node, node: Node) -> Problem:
    return Problem(here.id, NO_COMMON_PORT, {"source": here.title, "target": node.title})


def connect_selected(editor: Editor) -> tuple[str, ...]:
    """Link the selected nodes in the order in which they were chosen, as one step; ids of the new links.

    Where no pair of neighbours can be linked that way, they are linked in the opposite order. Raises Refused with the
    first reason where that cannot be either.
    """
    document = editor.document
    nodes = [document.nodes[i] for i in editor.selection.ids if i in document.nodes]
    links, refusals = _links_along(editor, nodes)
    if not links:
        links, _ = _links_along(editor, nodes[::-1])
    if not links and refusals:
        raise Refused(refusals[0])
    if links:
        editor.do(_linking(document, *links), tr("Link the selected nodes"))
    return tuple(link.id for link in links)


def _links_along(editor: Editor, nodes: Sequence[Node]) -> tuple[list[Link], list[Problem]]:
    """From each node to the next, and why there is none between others."""
    document = editor.document
    links: list[Link] = []
    refusals: list[Problem] = []
    for before, behind in pairwise(nodes):
        refusal, pair = _first_legal_pair(editor, before, behind)
        if pair is not None:
            (source, leaving), (target, entering) = ((document.nodes[end.owner], end.port.name) for end in pair)
            links.append(new_link(document, source, leaving, target, entering))
        elif refusal is not None:
            refusals.append(refusal)
    return links, refusals


def _first_legal_pair(editor: Editor, source: Node, target: Node) -> tuple[Problem | None, tuple[Door, Door] | None]:
    """Ports of two nodes or groups that can be linked, or why the first ones cannot."""
    first: Problem | None = None
    document = editor.document
    for leaving in (door for door in doors(document, source.id) if door.is_output):
        for entering in (door for door in doors(document, target.id) if not door.is_output):
            ends = (leaving.owner, leaving.port.name, entering.owner, entering.port.name)
            refusal = may_connect(document, *ends)
            if refusal is None:
                return None, (leaving, entering)
            first = first or refusal
    return first or no_common_port(source, target), None
