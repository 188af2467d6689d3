"""A small grey picture with a word beneath; outlined in red where the word is wrong."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.widgets.painted_widget import PaintedWidget
from app.widgets.painting import inset_rect, take_font
from app.widgets.pictures.sample_picture import paint_grey
from engine.network.values import Floats

SIDE = 42
FOOT = 20
INSET = 4


class ImageTile(PaintedWidget):
    """Shows values (rows, columns) in [0, 1]: bright on dark, or dark on light paper."""

    natural = (SIDE, SIDE + FOOT)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.image: Floats = np.zeros((1, 1))
        self.words = ""
        self.is_wrong = False

    def show_image(self, image: Floats, words: str, wrong: bool, tooltip: str = "") -> None:
        """Draw another picture with its words."""
        self.image, self.words, self.is_wrong = np.asarray(image, np.float64), words, wrong
        self.setToolTip(tooltip)
        self.setAccessibleName(tooltip or words)
        self.update()

    def paint(self, painter: QPainter) -> None:
        look = theme()
        side = self.width()
        frame = QRectF(0, 0, side, side)
        inset_rect(painter, frame, look.color("field"), look.color("error" if self.is_wrong else "line"))
        grey = (np.clip(self.image, 0.0, 1.0) * 255).astype(np.uint8)
        paint_grey(painter, grey, frame.adjusted(INSET, INSET, -INSET, -INSET), fills=True)
        take_font(painter, look.font(12, 600), look.color("error" if self.is_wrong else "text1"))
        words = f"{self.words} ✕" if self.is_wrong else self.words
        painter.drawText(QRectF(0, side, side, look.px(FOOT)), Qt.AlignmentFlag.AlignCenter, words)
