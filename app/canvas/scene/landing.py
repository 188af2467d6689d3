"""Landing places beside the canvas, which take nodes that are carried there."""

from __future__ import annotations

from PySide6.QtCore import QPoint


class Landing:
    """No place at all. Places are those of the screen; the node that is carried is named by its id."""

    def hover(self, node: str, at: QPoint) -> bool:
        """Show, or show no longer, that the node can be let go there; whether it can."""
        return False

    def leave(self) -> None:
        """Nothing is carried any more."""

    def take(self, node: str, at: QPoint) -> None:
        """The node was let go."""
