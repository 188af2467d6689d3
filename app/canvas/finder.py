"""Find a node by its name or its model, and go there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.canvas.kinds import PAINTERS
from app.canvas.node_words import subtitle_words
from app.canvas.offer_list import Row
from app.canvas.search_popup import SearchPopup
from app.translation import tr

if TYPE_CHECKING:
    from app.canvas.view import CanvasView


class Finder(SearchPopup):
    def __init__(self, view: CanvasView) -> None:
        super().__init__(view.viewport(), tr("Find a node"), "", tr("↑↓ choose   Enter go there   Esc close"))
        self._view = view

    def open(self) -> None:
        """Show all nodes, the field ready for typing."""
        self.field.clear()
        self._refill()
        self.show()
        self.raise_()
        self.field.setFocus()

    def place(self, margin: int) -> None:
        """Stand at the upper edge, in the middle."""
        self.move(max((self._view.width() - self.width()) // 2, margin), margin)

    def found(self, query: str) -> Sequence[Row]:
        wanted = query.casefold().split()
        rows = []
        for node_id, item in self._view.drawing.nodes.items():
            name = item.node.title or item.node.text.partition("\n")[0]
            detail = subtitle_words(item.node)
            if all(word in f"{name} {detail}".casefold() for word in wanted):
                rows.append(Row(node_id, PAINTERS[item.node.kind].icon, name, detail))
        return sorted(rows, key=lambda row: row.name.casefold())

    def nothing_found(self, query: str) -> str:
        return tr("No node is called “{query}”.", query=query)

    def take(self, key: str) -> None:
        self.leave()
        self._view.show_element(key)

    def leave(self) -> None:
        self.hide()
        self._view.setFocus()
