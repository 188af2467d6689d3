"""The clipboard of the desktop: what is copied goes there, what is pasted comes from it."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QGuiApplication

from app.canvas.interaction.arranging import paste
from app.canvas.view import CanvasView
from app.commands import intentions
from app.document.file.clipboard import ClipboardProblem
from app.i18n.translation import problem_words
from app.window.frame.notice import Notice


def put_on_clipboard(text: str, notice: Notice) -> None:
    """Put what was copied there, "" for nothing."""
    if text:
        QGuiApplication.clipboard().setText(text)
        notice.tell_done()


def paste_clipboard(canvas: CanvasView, notice: Notice, at: QPointF | None = None) -> None:
    """Paste at a point of the scene; into an empty drawing so that all of it is seen."""
    was_empty = not canvas.editor.document.nodes
    try:
        paste(canvas, QGuiApplication.clipboard().text(), at)
        if was_empty:
            canvas.fit()
    except ClipboardProblem as problem:
        notice.refuse(str(problem))
    except intentions.Refused as refused:
        notice.refuse(problem_words(refused.problem))
