"""A frame around one node that fades: where a problem or a search has led to."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from app.canvas.nodes.node_item import NodeItem

STEPS = 12
INTERVAL = 50  # ms


class Highlight(QObject):
    """At most one node at a time."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._item: NodeItem | None = None
        self._fading = QTimer(self, interval=INTERVAL)
        self._fading.timeout.connect(self._fade)

    def show(self, item: NodeItem | None) -> None:
        """Light up a node in place of the one before; None only takes that one's frame."""
        if self._item is not None:
            self._set(self._item, 0.0)
        self._item = item
        if item is not None:
            self._set(item, 1.0)
            self._fading.start()

    def forget(self) -> None:
        """The item is gone."""
        self._item = None
        self._fading.stop()

    def holds(self, item: object) -> bool:
        """Tell whether this item is the one that is lit up."""
        return item is not None and item is self._item

    def _fade(self) -> None:
        item = self._item
        if item is None or item.highlight <= 0:
            self.forget()
            return
        self._set(item, max(0.0, item.highlight - 1 / STEPS))

    @staticmethod
    def _set(item: NodeItem, strength: float) -> None:
        item.highlight = strength
        item.update()
