"""The section of the Learn panel that counts answers against labels."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.learn.trainer import Integers
from app.widgets.confusion import Confusion
from app.widgets.layout import column
from engine.network.values import Floats


class ConfusionSection(QWidget):
    """Hidden while nothing was counted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.confusion = Confusion()
        column(self, (12, 12, 12, 12)).addWidget(self.confusion)
        self.hide()

    def show_counts(self, counts: Floats | Integers | None, title: str) -> None:
        """Counts (label, answer) under this title; None hides the section."""
        self.setVisible(counts is not None and bool(counts.size))
        if counts is not None and counts.size:
            self.confusion.show_counts(counts, title)
