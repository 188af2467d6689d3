"""Click on a thread or on its badge: choose the link."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QPainter

from app.canvas.interaction.gesture import Press
from app.canvas.scene.surface import Surface

ORDER = 90


def begin_select_link(surface: Surface, press: Press) -> SelectLink | None:
    if press.button != Qt.MouseButton.LeftButton or press.hit.link is None:
        return None
    return SelectLink(surface, press, press.hit.link.link.id)


class SelectLink:
    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, surface: Surface, press: Press, link_id: str) -> None:
        selection = surface.editor.selection
        if press.extends:
            selection.toggle(link_id)
        else:
            selection.set((link_id,))

    def drag(self, view: QPoint, scene: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """A link follows its nodes; it is not dragged itself."""

    def release(self, scene: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """The press has chosen it."""

    def cancel(self) -> None:
        """A choice is not taken back."""

    def paint(self, painter: QPainter) -> None:
        """Nothing to draw."""
