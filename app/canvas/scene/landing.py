"""Landing places beside the canvas, which take nodes that are carried there."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QPoint


class Landing(Protocol):
    """Places are those of the screen; the node that is carried is named by its id."""

    def hover(self, node: str, at: QPoint) -> bool:
        """Show, or show no longer, that the node can be let go there; whether it can."""

    def leave(self) -> None:
        """Nothing is carried any more."""

    def take(self, node: str, at: QPoint) -> None:
        """The node was let go."""


class NoLanding:
    """A canvas that stands alone."""

    def hover(self, node: str, at: QPoint) -> bool:
        return False

    def leave(self) -> None:
        """There is nothing to take back."""

    def take(self, node: str, at: QPoint) -> None:
        """Never called."""
