"""A notice while something is read: the progress, a way to end it, and a way to read it after all."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.i18n.translation import tr
from app.widgets.buttons import Button
from app.widgets.layout import column, fill, hint, row
from app.widgets.progress_bar import ProgressBar


class WaitingLine(QWidget):
    """Asks with signals; hidden where there is nothing to say."""

    cancel_wanted = Signal()
    again_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = hint("")
        self.bar = ProgressBar()
        self.cancel = Button(tr("Cancel"), "quiet", "close")
        self.again = Button(tr("Read the data"), "quiet", "redo")
        self.cancel.clicked.connect(self.cancel_wanted)
        self.again.clicked.connect(self.again_wanted)
        fill(column(self, spacing=6), self.words, self.bar, fill(row(spacing=7), self.cancel, self.again, 1))
        self.say("")

    def say(self, words: str, reading: bool = False, again: bool = False) -> None:
        """Words; a bar and a way to end it while something is read, or a way to read it."""
        self.words.say(words)
        self.bar.setVisible(reading)
        self.cancel.setVisible(reading)
        self.again.setVisible(again)
        self.setVisible(bool(words))

    def show_share(self, share: float) -> None:
        """So much is read."""
        self.bar.show_share(share)
