"""A frame around one node that fades: where a problem or a search has led to."""

from __future__ import annotations

from PySide6.QtCore import QObject, QVariantAnimation

from app.canvas.nodes.node_item import NodeItem

DURATION = 600  # ms


class Highlight(QVariantAnimation):
    """At most one node at a time."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent, duration=DURATION, startValue=1.0, endValue=0.0)
        self._item: NodeItem | None = None
        self.valueChanged.connect(self._shine)

    def show(self, item: NodeItem | None) -> None:
        """Light up a node in place of the one before; None only takes that one's frame."""
        self.stop()
        self._shine(0.0)
        self._item = item
        if item is not None:
            self.start()

    def forget(self) -> None:
        """The item is gone."""
        self.stop()
        self._item = None

    def holds(self, item: object) -> bool:
        """Tell whether this item is the one that is lit up."""
        return item is not None and item is self._item

    def _shine(self, strength: float) -> None:
        if self._item is not None:
            self._item.highlight = strength
            self._item.update()
