"""The name of the element that a problem is about."""

from __future__ import annotations

from app.document.document import Document, Link
from engine.problems import Problem


def place_words(document: Document, problem: Problem) -> str:
    """Title of the node, or of both ends of the link; empty for the document as a whole."""
    element = document.element(problem.place) if problem.place else None
    if element is None:
        return ""
    if isinstance(element, Link):
        ends = (document.nodes.get(element.source), document.nodes.get(element.target))
        return " → ".join(node.title for node in ends if node is not None)
    return element.title
