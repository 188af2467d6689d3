"""Names for people of links and of the elements that problems are about."""

from __future__ import annotations

from app.document.document import Document
from app.document.elements import Link
from app.document.third_factors import ThirdFactor, meaning_of, third_factor
from app.document.vocabulary import joins_alike
from app.i18n.translation import tr
from engine.problems import Problem


def place_words(document: Document, problem: Problem) -> str:
    """Title of the node, or of both ends of the link; empty for the document as a whole."""
    element = document.element(problem.place) if problem.place else None
    if element is None:
        return ""
    if isinstance(element, Link):
        return link_words(document, element)
    return element.title


def thread_words(document: Document, id: str) -> str:
    """The words of a link, or of the wire of a third factor, of this id."""
    factor = third_factor(document, id)
    return link_words(document, document.links[id]) if factor is None else factor_words(document, factor)


def factor_words(document: Document, factor: ThirdFactor) -> str:
    """Words for a factor and the node it is heard from: "source of the reward: Sugar"."""
    return f"{tr(meaning_of(document, factor))}: {document.nodes[factor.node_id].title}"


def link_words(document: Document, link: Link) -> str:
    """Titles of both ends, with an arrow between them unless the link acts both ways."""
    ends = (document.nodes.get(link.source), document.nodes.get(link.target))
    return (" — " if joins_alike(link) else " → ").join(node.title for node in ends if node is not None)
