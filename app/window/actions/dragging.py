"""Actions before which what is dragged goes back, as at Escape: it may be gone afterwards."""

from __future__ import annotations

from collections.abc import Callable

from app.canvas.view import CanvasView
from app.commands.editor import Editor


def after_letting_go(canvas: CanvasView, callback: Callable[[], object]) -> Callable[[], object]:
    """The action, with nothing held on the canvas."""
    return lambda: (canvas.let_go(), callback())


def undo(canvas: CanvasView, editor: Editor) -> None:
    """Put back what is dragged, or else undo the last step."""
    if not canvas.let_go():
        editor.undo_stack.undo()
