"""The links to look at after an edit, since their words, their colours or their course may be others."""

from __future__ import annotations

from collections.abc import Iterable

from app.document.document import Document
from app.document.elements import Link


class OutdatedLinks:
    """Collects links by what has changed at their nodes and beside them."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._turns: dict[str, bool] = {}
        self._sources: dict[str, None] = {}
        self._near: set[str] = set()

    def at(self, node_id: str, turns: bool) -> None:
        """The links of a node; ``turns`` where it or its ports stand elsewhere."""
        for link in self._document.links_of(node_id):
            self._turns[link.id] = turns or self._turns.get(link.id, False)

    def add_with_neighbours(self, link: Link) -> None:
        """A link that changed, came or went, those from the same node, and loops that keep clear of it."""
        self._sources[link.source] = None
        self._near |= {link.source, link.target}

    def all_of(self, link_ids: Iterable[str]) -> None:
        """Links that may end elsewhere."""
        self._turns.update(dict.fromkeys(link_ids, True))

    def links(self) -> dict[str, bool]:
        """By id: whether a link may run elsewhere, or only look different."""
        for source in self._sources:
            self.at(source, turns=True)
        links, near = self._document.links, set(self._near)
        for link_id, turns in self._turns.items():
            if turns:
                near |= {links[link_id].source, links[link_id].target}
        self.all_of([i for i, link in links.items() if link.source == link.target and link.source in near])
        return self._turns
