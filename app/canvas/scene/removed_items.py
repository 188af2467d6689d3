"""Items whose elements were taken away, kept for an undo that brings the same elements back."""

from __future__ import annotations

from typing import TypeVar

from app.canvas.links.link_item import LinkItem
from app.canvas.nodes.node_item import NodeItem

MOST = 3000  # an undo that brings all back misses its bar where they are built anew: decision 0151
"""Of the elements that went last; some kilobytes each."""


class RemovedItems:
    """Of nodes and links of one level of one document. To draw one anew takes ten times as long as to put it back."""

    def __init__(self) -> None:
        self._nodes: dict[str, NodeItem] = {}
        self._links: dict[str, LinkItem] = {}

    def keep(self, item: NodeItem | LinkItem) -> None:
        """It has left the scene."""
        item.reset_state()
        if isinstance(item, NodeItem):
            _keep(self._nodes, item.node.id, item)
        else:
            _keep(self._links, item.link.id, item)

    def node(self, node_id: str, kind: str) -> NodeItem | None:
        """Give the item that stood for a node when it went, if it was of this kind; it is no longer kept here."""
        item = self._nodes.pop(node_id, None)
        return item if item is not None and item.node.kind == kind else None

    def link(self, link_id: str) -> LinkItem | None:
        """The same for a link."""
        return self._links.pop(link_id, None)

    def clear(self) -> None:
        """None of them is right any more."""
        self._nodes.clear()
        self._links.clear()


Item = TypeVar("Item")


def _keep(kept: dict[str, Item], element_id: str, item: Item) -> None:
    kept[element_id] = item
    if len(kept) > MOST:
        del kept[next(iter(kept))]
