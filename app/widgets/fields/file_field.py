"""A button that asks for a file to read; a file may also be dropped on it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from app.i18n.translation import tr
from app.widgets.buttons import Button
from app.widgets.file_dialog import Then, ask_for_file


class FileField(Button):
    """``wanted`` when a file shall be asked for, ``dropped(path)`` when one is there."""

    wanted = Signal()
    dropped = Signal(str)

    def __init__(self, words: str, kinds: str, parent: QWidget | None = None) -> None:
        super().__init__(words, parent=parent)
        self._kinds = kinds
        self.setAcceptDrops(True)
        self.clicked.connect(self.wanted)

    def ask(self, then: Then) -> None:
        """Ask for the file."""
        ask_for_file(self, tr("Read connections"), "", self._kinds, then)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        local = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if local:
            event.acceptProposedAction()
            self.dropped.emit(local[0])
