"""Click on a thread or on its badge: choose the link."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.canvas.interaction.gesture import Gesture, Press
from app.canvas.scene.surface import Surface

ORDER = 90


def begin_select_link(surface: Surface, press: Press) -> SelectLink | None:
    if press.button != Qt.MouseButton.LeftButton or press.hit.link is None:
        return None
    return SelectLink(surface, press, press.hit.link.link.id)


class SelectLink(Gesture):
    def __init__(self, surface: Surface, press: Press, link_id: str) -> None:
        selection = surface.editor.selection
        if press.extends:
            selection.toggle(link_id)
        else:
            selection.set((link_id,))
