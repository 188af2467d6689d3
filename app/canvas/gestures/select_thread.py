"""Click on a thread, on its badge or on the wire of a third factor: choose it."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.canvas.interaction.gesture import Gesture, Press
from app.canvas.scene.surface import Surface

ORDER = 90


def begin_select_thread(surface: Surface, press: Press) -> SelectThread | None:
    if press.button != Qt.MouseButton.LeftButton or press.hit.node is not None or press.hit.id is None:
        return None
    return SelectThread(surface, press, press.hit.id)


class SelectThread(Gesture):
    def __init__(self, surface: Surface, press: Press, id: str) -> None:
        selection = surface.editor.selection
        if press.extends:
            selection.toggle(id)
        else:
            selection.set((id,))
