"""Keeps a network that was wholly in sight in sight when panels take room from the canvas or give it back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer

from app.canvas.view import CanvasView


class KeepsFitting(QObject):
    """Someone who has zoomed in is left alone."""

    def __init__(self, canvas: CanvasView) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(canvas.fit)
        canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and self._all_in_sight():
            self._soon.start(0)
        return False

    def _all_in_sight(self) -> bool:
        drawing = self._canvas.drawing
        return bool(drawing.nodes) and self._canvas.visible_area().contains(drawing.content_area())
