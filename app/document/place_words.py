"""Names for people of links and of the elements that problems are about."""

from __future__ import annotations

from app.document.document import Document
from app.document.elements import Link
from app.document.vocabulary import joins_alike
from engine.problems import Problem


def place_words(document: Document, problem: Problem) -> str:
    """Title of the node, or of both ends of the link; empty for the document as a whole."""
    element = document.element(problem.place) if problem.place else None
    if element is None:
        return ""
    if isinstance(element, Link):
        return link_words(document, element)
    return element.title


def link_words(document: Document, link: Link) -> str:
    """Titles of both ends, with an arrow between them unless the link acts both ways."""
    ends = (document.nodes.get(link.source), document.nodes.get(link.target))
    return (" — " if joins_alike(link) else " → ").join(node.title for node in ends if node is not None)
