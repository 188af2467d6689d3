"""Find a node by its name, its model or its group, on every level, and go there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from app.appearance.theme import theme
from app.canvas.kinds import PAINTERS
from app.canvas.overlays.overlay import MARGIN
from app.canvas.painting.node_words import subtitle_words
from app.canvas.popups.offer_list import OfferRow
from app.canvas.popups.search_popup import SearchPopup
from app.canvas.scene.surface import Surface
from app.document.grouping import path_to
from app.document.place_words import link_words
from app.i18n.translation import tr
from app.widgets.fields.quoting import quoted
from app.widgets.model_catalogue import search_rank

LAST = 9  # of what holds a letter or two somewhere


class Finder(SearchPopup):
    """Finds a node by its name, its kind or the groups that it is in, on whatever level, a link by its comment."""

    def __init__(self, view: Surface, placed: Callable[[], object]) -> None:
        super().__init__(view, tr("Find a node"), "", tr("↑↓ choose   Enter go there   Esc close"))
        self._placed = placed
        self.hide()  # until it is asked for

    def open(self) -> None:
        """Show all nodes of all levels, the field ready for typing."""
        self.field.clear()
        self._refill()
        self._placed()
        self.show()
        self.raise_()
        self._view.window().activateWindow()  # its key may have been pressed in a view that stands apart
        self.field.setFocus()

    def place(self) -> None:
        """Stand at the upper edge, in the middle of what no panel lies over."""
        margin = theme().px(MARGIN)
        self.move(max((self._view.width() - self._view.covered - self.width()) // 2, margin), margin)

    def found(self, query: str) -> Sequence[OfferRow]:
        wanted = query.casefold().split()
        rows: list[tuple[int, OfferRow]] = []
        document = self._view.editor.document
        for node in document.nodes.values():
            name = node.title or node.text.partition("\n")[0]
            around = " › ".join(group.title for group in path_to(document, node.group))
            detail = " · ".join(part for part in (subtitle_words(node), around) if part)
            around_it = f"{detail} {node.text}"
            if all(word in f"{name} {around_it}".casefold() for word in wanted):
                answers = search_rank((name,), (), around_it, query)
                rows.append(
                    (LAST if answers is None else answers, OfferRow(node.id, PAINTERS[node.kind].icon, name, detail))
                )
        rows += [(LAST, row) for row in self._commented(wanted)]
        return [row for _, row in sorted(rows, key=lambda answer: (answer[0], answer[1].name.casefold()))]

    def _commented(self, wanted: Sequence[str]) -> Iterator[OfferRow]:
        """Links of whose comment something is asked for."""
        document = self._view.editor.document
        for link in document.links.values():
            if wanted and link.text and all(word in link.text.casefold() for word in wanted):
                yield OfferRow(link.id, "synapse", link_words(document, link), link.text.partition("\n")[0])

    def nothing_found(self, query: str) -> str:
        return tr("No node is called “{query}”.", query=quoted(query)) if query.strip() else tr("There is no node yet.")

    def take(self, key: str) -> None:
        self.leave()
        self._view.show_element(key)

    def leave(self) -> None:
        self._view.setFocus()
        self.hide()
