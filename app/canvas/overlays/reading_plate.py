"""A plate at the lower edge of the canvas while a file that was dropped is read: its name, how far, a way to end it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.canvas.overlays.foreign_files import ForeignFiles
from app.canvas.overlays.overlay import MARGIN, Overlay
from app.i18n.translation import tr
from app.widgets.layout import column
from app.widgets.waiting import WaitingLine

SHOWN_AFTER = 300  # ms in which a file is read without a word
WIDTH, PADDING = 280, 12


class ReadingChip(Overlay):
    """Hidden while nothing is read."""

    ground = "surface1"

    def __init__(self, canvas: QWidget, files: ForeignFiles) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.waiting = WaitingLine()
        self.waiting.cancel_wanted.connect(files.give_up)
        column(self, margins=(PADDING, PADDING, PADDING, PADDING)).addWidget(self.waiting)
        self._soon = QTimer(self, singleShot=True, interval=SHOWN_AFTER)
        self._soon.timeout.connect(self._appear)
        files.began.connect(self._begin)
        files.told.connect(self.waiting.show_share)
        files.ended.connect(self._end)
        self.hide()

    def place(self) -> None:
        """Stand at the lower edge, in the middle, as wide as there is room."""
        margin = theme().px(MARGIN)
        width = min(theme().px(WIDTH), max(self._canvas.width() - 2 * margin, 1))
        height = max(self.heightForWidth(width), self.sizeHint().height())
        left, top = (self._canvas.width() - width) // 2, self._canvas.height() - height - margin
        self.setGeometry(left, top, width, height)

    def _begin(self, name: str) -> None:
        room = theme().px(WIDTH - 2 * PADDING)
        metrics = self.waiting.words.fontMetrics()
        before = metrics.horizontalAdvance(tr("Reading {file}…", file=""))
        short = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, max(room - before, 1))
        self.waiting.show_share(0.0)
        self.waiting.say(tr("Reading {file}…", file=short), reading=True)
        self.setToolTip(name)
        if not self.isVisible():
            self._soon.start()

    def _appear(self) -> None:
        self.place()
        self.show()
        self.raise_()

    def _end(self) -> None:
        self._soon.stop()
        self.hide()
