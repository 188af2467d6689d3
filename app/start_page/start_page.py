"""Where the window begins: what a person can begin with at the left, examples at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.appearance.theme import signals
from app.document.gallery import Example
from app.start_page.begin import Begin
from app.start_page.gallery import Gallery
from app.widgets.layout import Scrolling


class StartPage(QWidget):
    """``example_wanted`` gives the chosen example; every other wish is a signal of ``begin``."""

    example_wanted = Signal(object)

    def __init__(self, examples: Sequence[Example], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.begin = Begin(self)
        self.gallery = Gallery(examples, self)
        self.gallery.chosen.connect(self.example_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        left = Scrolling(self.begin)
        self._left = left
        row.addWidget(left)
        row.addWidget(self.gallery, 1)
        signals.theme_changed.connect(self._resize)
        self._resize()

    def _resize(self) -> None:
        self._left.setFixedWidth(self.begin.width())
