"""The delay of a link: whether what it carries may come later, and what is said of a delay that nothing can act by."""

from __future__ import annotations

from app.document.document import Document
from app.document.edits import synapses_of
from app.document.elements import Link, NodeKind, Value
from app.document.place_words import link_words
from app.document.signals import payload
from app.document.vocabulary import joins_alike
from engine.model.declaration import Payload
from engine.network.problems_found import CURRENT_HAS_NO_DELAY
from engine.problems import Problem, Severity


def has_delay(document: Document, link: Link) -> bool:
    """Tell whether a delay acts; a current and what joins two membranes act at once."""
    source = document.nodes[link.source]
    sends_current = source.kind != NodeKind.POPULATION and payload(source) is Payload.CURRENT
    return not sends_current and not joins_alike(link)


def acting_delay(document: Document, link: Link) -> tuple[Value, list[Problem]]:
    """The delay of a projection as it acts, and a warning of one that a current has: old files may."""
    claimed = synapses_of(link).delay
    if claimed == 0.0 or has_delay(document, link):
        return claimed, []
    words = {"element": link_words(document, link), "source": document.nodes[link.source].title}
    told = Problem(link.id, CURRENT_HAS_NO_DELAY, words, Severity.WARNING, "delay")
    return 0.0, [] if joins_alike(link) else [told]
