"""The elements of a drawing at which a run can be stopped, and whether a breakpoint acts."""

from __future__ import annotations

from app.document.breakpoints import Breakpoint, BreakpointKind
from app.document.document import Document
from app.document.elements import NodeKind
from app.document.signals import fires
from app.document.vocabulary import learns, model_of


def may_break(document: Document, kind: BreakpointKind) -> list[str]:
    """Ids of the elements at which such a breakpoint can be; those of another kind have none."""
    if kind is BreakpointKind.BOUND:
        return [id for id, link in document.links.items() if learns(link)]
    if kind is BreakpointKind.ANSWERS:
        return [id for id, node in document.nodes.items() if node.kind == NodeKind.DECODER]
    if kind is BreakpointKind.NOT_FINITE:
        return []
    populations = (node for node in document.nodes.values() if node.kind == NodeKind.POPULATION)
    return [node.id for node in populations if model_of(node.model) is not None and fires(node)]


def acts(document: Document, breakpoint: Breakpoint) -> bool:
    """Tell whether it is enabled and what it is about is there."""
    if not breakpoint.enabled:
        return False
    if breakpoint.element is None:
        return breakpoint.kind is BreakpointKind.NOT_FINITE
    if breakpoint.element not in may_break(document, breakpoint.kind):
        return False
    node = document.nodes.get(breakpoint.element)
    return breakpoint.neuron is None or (node is not None and breakpoint.neuron < node.size)
