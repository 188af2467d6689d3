"""A small window over the others that goes with a click elsewhere: a plate with an outline."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from app.appearance.theme import theme
from app.widgets.painting import well


class Popup(QFrame):
    """Over whatever it opens, its edge can be told from that."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)

    def paintEvent(self, _: QPaintEvent) -> None:
        well(QPainter(self), QRectF(self.rect()), theme().color("surface1"), theme().color("lineStrong"))
