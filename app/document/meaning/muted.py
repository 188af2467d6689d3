"""Muted elements: what a person has taken out of the network and not out of the drawing, and what goes with it."""

from __future__ import annotations

from app.document.document import Document
from app.document.elements import Node, NodeKind
from app.document.vocabulary import PROJECTION

INPUTS = {NodeKind.ENCODER: "values", NodeKind.DECODER: "in", NodeKind.RECORDER: "in"}
"""The port of each kind of node that means nothing without what is linked to it."""


def left_out(document: Document) -> frozenset[str]:
    """Ids of the nodes and links that are not in the network because something is muted.

    With a group all that stands in it, with a node its links, and with a link the encoder, decoder or recorder that
    nothing else feeds.
    """
    nodes, links = document.nodes.values(), document.links.values()
    out = {node.id for node in nodes if node.muted} | {link.id for link in links if link.muted}
    if not out:
        return frozenset()
    grouped = [node for node in nodes if node.group]
    reading = [node for node in nodes if node.kind in INPUTS]
    before = 0
    while len(out) > before:
        before = len(out)
        out |= {node.id for node in grouped if node.group in out}
        out |= {link.id for link in links if not out.isdisjoint((link.source, link.target))}
        out |= {node.id for node in reading if _has_lost_its_source(document, node, out)}
    return frozenset(out)


def network_part(document: Document) -> Document:
    """The part of the drawing that is in the network; the document itself where nothing is muted."""
    out = left_out(document)
    return document.part(element.id for element in document.elements() if element.id not in out) if out else document


def muted_ends(document: Document) -> frozenset[str]:
    """Ids of the nodes to which something is linked in the drawing that is left out of the network."""
    out = left_out(document)
    return frozenset(end for id in out if (link := document.links.get(id)) for end in (link.source, link.target))


def _has_lost_its_source(document: Document, node: Node, out: set[str]) -> bool:
    """Tell whether all that a node reads is left out; not of one that never read anything."""
    read = [k.id for k in document.links_of(node.id) if (k.target, k.target_port) == (node.id, INPUTS[node.kind])]
    read += [id for id in (node.parameters.get(PROJECTION),) if id in document.links]
    return bool(read) and out.issuperset(read)
