"""What is said while the network is looked at and its data are read: how far that is, and a way to end it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.translation import tr
from app.widgets.buttons import Button
from app.widgets.layout import column, hint, row
from app.widgets.progress_bar import ProgressBar


class Waiting(QWidget):
    """Asks with signals; hidden once the answer is there."""

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
        body = column(self, spacing=6)
        body.addWidget(self.words)
        body.addWidget(self.bar)
        line = row(spacing=7)
        line.addWidget(self.cancel)
        line.addWidget(self.again)
        line.addStretch(1)
        body.addLayout(line)
        self.show_looking()

    def show_looking(self) -> None:
        """Nothing is known yet."""
        self._show(tr("Looking at the network…"), reading=False, stopped=False)

    def show_share(self, share: float) -> None:
        """So much of the data is read."""
        self.bar.show_share(share)
        self._show(tr("Reading the data…"), reading=True, stopped=False)

    def show_stopped(self) -> None:
        """Somebody did not want to wait."""
        self._show(tr("Reading the data was cancelled."), reading=False, stopped=True)

    def _show(self, words: str, reading: bool, stopped: bool) -> None:
        self.words.say(words)
        self.bar.setVisible(reading)
        self.cancel.setVisible(reading)
        self.again.setVisible(stopped)
        self.show()
