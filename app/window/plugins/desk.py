"""Plug-ins of one window: asked about when they are new, and acted on once other ones run."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from app.canvas.view import CanvasView
from app.commands.editor import Editor
from app.window.frame.notice import Notice
from app.window.plugins.control import PluginControl
from app.window.plugins.question import PluginQuestion


class PluginDesk(QObject):
    """``control`` decides on plug-ins, ``question`` asks about new ones over whatever page is shown."""

    def __init__(self, window: QWidget, over: QWidget, editor: Editor, canvas: CanvasView, notice: Notice) -> None:
        super().__init__(window)
        self._editor, self._canvas, self._notice = editor, canvas, notice
        self.control, self.question = PluginControl(self), PluginQuestion(over)
        self.control.asked.connect(self.question.ask)
        self.control.said.connect(self._say)
        self.control.changed.connect(self._read_again)
        self.question.allowed.connect(self.control.allow)
        self.question.put_off.connect(self.control.put_off)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.WindowActivate:
            self.control.look_again()
        return False

    def _say(self, words: str, good: bool) -> None:
        self._notice.say(words, "ok" if good else "error")

    def _read_again(self) -> None:
        """Read what is drawn again: it may be known, or unknown, from now on."""
        self._canvas.drawing.draw_again()
        self._editor.document.read_again()  # behind it: nodes are given what they showed
