"""A fixed piece of Qt painting, beside which the times of the window are told.

What a frame takes says as much of the machine as of the program; how many times it takes of this painting, in the same
run, says more of the program. The painting knows nothing of Spikeloom and stays as it is: boxes, strokes, words and
copied pictures on an image of 1600 × 1000 pixels, all antialiased, drawn by the processor.
"""

from __future__ import annotations

import statistics
import time

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

WIDTH, HEIGHT = 1600, 1000
BOXES, STROKES = 300, 600
COLUMNS, ROWS = 20, 15
IN_A_TURN = 3


class Painting:
    """What the painting took in each of its turns; its turns lie between those of what is measured."""

    def __init__(self) -> None:
        self._image = QImage(WIDTH, HEIGHT, QImage.Format.Format_ARGB32_Premultiplied)
        self._picture = QImage(64, 24, QImage.Format.Format_ARGB32_Premultiplied)
        self._picture.fill(QColor(90, 140, 200, 128))
        self._ms: list[float] = []
        self._paint()  # fonts are loaded by the first

    def turn(self) -> None:
        """Paint it some times."""
        for _ in range(IN_A_TURN):
            began = time.thread_time()
            self._paint()
            self._ms.append(1000 * (time.thread_time() - began))

    @property
    def ms(self) -> float:
        """CPU milliseconds of this thread, the median so far; paints it first where it had no turn."""
        if not self._ms:
            self.turn()
        return statistics.median(self._ms)

    def _paint(self) -> None:
        self._image.fill(QColor(30, 32, 38))
        painter = QPainter(self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._strokes(painter)
        self._boxes(painter)
        painter.end()

    def _strokes(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for number in range(STROKES):
            begin, end = _place(number % BOXES), _place((number * 7 + 11) % BOXES)
            path = QPainterPath(begin)
            path.cubicTo(begin + QPointF(80, 0), end - QPointF(80, 0), end)
            painter.setPen(QPen(QColor.fromHsv(number * 13 % 360, 120, 200), 1.5))
            painter.drawPath(path)

    def _boxes(self, painter: QPainter) -> None:
        for number in range(BOXES):
            place = _place(number)
            painter.setPen(QPen(QColor(120, 124, 132), 1.0))
            painter.setBrush(QColor(46, 49, 56))
            painter.drawRoundedRect(QRectF(place.x(), place.y(), 68, 52), 6.0, 6.0)
            painter.drawText(QPointF(place.x() + 4, place.y() + 14), f"Box {number}")
            painter.drawImage(QPointF(place.x() + 2, place.y() + 22), self._picture)


def _place(number: int) -> QPointF:
    return QPointF(number % COLUMNS * WIDTH / COLUMNS + 4, number // COLUMNS * HEIGHT / ROWS + 4)
