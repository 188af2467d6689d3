"""A word beside the mouse: why something is not possible, and what to do instead."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QWidget

from app.appearance.icons import paint_icon
from app.appearance.theme import theme
from app.canvas.overlays.overlay import Overlay
from app.i18n.translation import remedy, sentence
from app.widgets.painting import take_font
from engine.problems import Problem

SHOWN_FOR = 5000  # ms
WIDTH = 300
PADDING = 12
ICON = 16


class RefusalBubble(Overlay):
    """Says at a place of the canvas why something is impossible there and what to do, for a while."""

    ground, edge = "surface1", "warn"

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._canvas = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.words = ""
        self._remedy = ""
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_FOR)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def say(self, problem: Problem, at: QPoint) -> None:
        """Show the sentence of a problem near a point of the canvas, wholly inside it."""
        self.words, self._remedy = sentence(problem), remedy(problem)
        self.setAccessibleName(f"{self.words} {self._remedy}")
        width = theme().px(WIDTH)
        height = theme().px(2 * PADDING) + self._text_height(width)
        room = self._canvas.rect()
        x = min(max(at.x() + 16, 8), max(room.width() - width - 8, 8))
        y = min(max(at.y() + 16, 8), max(room.height() - height - 8, 8))
        self.setGeometry(x, y, width, height)
        self.show()
        self.raise_()
        self._timer.start()

    def paint_content(self, painter: QPainter) -> None:
        pad, size = theme().px(PADDING), theme().px(ICON)
        paint_icon(painter, "problems", QRectF(pad, pad, size, size), "warn")
        area = QRectF(2 * pad + size - 4, pad, self.width() - 3 * pad - size + 4, self.height() - 2 * pad)
        flags = int(Qt.TextFlag.TextWordWrap)
        take_font(painter, theme().font(13, 500), theme().color("text1"))
        used = painter.boundingRect(area, flags, self.words)
        painter.drawText(area, flags, self.words)
        take_font(painter, theme().font(12), theme().color("text2"))
        painter.drawText(area.adjusted(0, used.height() + 4, 0, 0), flags, self._remedy)

    def _text_height(self, width: int) -> int:
        room = QRectF(0, 0, width - theme().px(3 * PADDING + ICON - 4), 10_000).toRect()
        flags = int(Qt.TextFlag.TextWordWrap)
        first = QFontMetrics(theme().font(13, 500)).boundingRect(room, flags, self.words)
        second = QFontMetrics(theme().font(12)).boundingRect(room, flags, self._remedy)
        return first.height() + second.height() + 6
