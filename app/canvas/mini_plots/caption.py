"""The line of words above a mini plot: what it is of, and a number."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from app.canvas.painting import ink

HEIGHT, GAP, BASELINE = 15.0, 6.0, 11.0
INSET = 4.0


def captioned(painter: QPainter, area: QRectF, left: str, right: str, words: bool) -> QRectF:
    """Write the words, the number at the right whole; gives what is left for the plot."""
    inner = area.adjusted(INSET, INSET, -INSET, -INSET)
    if not words or inner.height() < 2 * HEIGHT or not (left or right):
        return inner
    line = (inner.left(), inner.top() + BASELINE)
    taken = ink.draw_text(painter, *line, inner.width(), right, "text1", 11, 600, ink.RIGHT)
    ink.draw_text(painter, *line, inner.width() - taken - GAP, left, "text2", 11)
    return inner.adjusted(0, HEIGHT, 0, 0)
