"""Signed numbers as colours: symmetric about zero, with a bar that says what they mean."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from app.appearance.theme import theme
from app.plots.area import MINUS
from app.plots.painting import LEFT, text

LEVELS = 256
PERCENTILE = 98.0  # a few large weights must not grey out all others
BAR_WIDTH = 8


def limit_of(values: NDArray[np.float64]) -> float:
    """The number that gets the full colour; the scale runs from minus this to plus this."""
    if not len(values):
        return 1.0
    limit = float(np.percentile(np.abs(values), PERCENTILE))
    return limit if limit > 0 else float(np.abs(values).max()) or 1.0


@lru_cache(maxsize=4)
def _table(dark: bool, base_font: int) -> NDArray[np.uint32]:
    levels = np.linspace(-1.0, 1.0, LEVELS)
    return np.array([theme().diverging(float(level)).rgba() for level in levels], dtype=np.uint32)


def colour_table() -> NDArray[np.uint32]:
    """Colours (256,) from the most negative to the most positive, as Qt's 32-bit ARGB."""
    return _table(theme().dark, theme().base_font)


def picture(values: NDArray[np.float64], limit: float) -> QImage:
    """``values`` (rows, columns) as an image of one pixel each; NaN is transparent."""
    known = np.isfinite(values)
    levels = np.where(known, np.clip(values / limit, -1.0, 1.0), 0.0)
    pixels = colour_table()[((levels + 1) * ((LEVELS - 1) / 2)).round().astype(np.intp)]
    pixels = np.ascontiguousarray(np.where(known, pixels, np.uint32(0)), dtype=np.uint32)
    height, width = pixels.shape
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32).copy()


def colour_bar(painter: QPainter, rect: QRectF, limit: float, unit: str) -> None:
    """A vertical bar in the left of ``rect`` with the three numbers that matter."""
    px = theme().px
    bar = QRectF(rect.left(), rect.top(), px(BAR_WIDTH), rect.height())
    column = np.ascontiguousarray(colour_table()[::-1][:, None])
    image = QImage(column.data, 1, LEVELS, 4, QImage.Format.Format_ARGB32)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
    painter.drawImage(bar, image)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    left, room = bar.right() + px(5), rect.width() - px(BAR_WIDTH) - px(5)
    shown = f"{limit:.3g}"
    for y, words in ((bar.top(), f"+{shown}"), (bar.center().y(), "0"), (bar.bottom(), f"{MINUS}{shown}")):
        y = min(max(y - px(8), bar.top() - px(3)), bar.bottom() - px(13))
        text(painter, QRectF(left, y, room, px(16)), words, where=LEFT)
    if unit not in ("", "1"):
        text(painter, QRectF(left, bar.center().y() + px(8), room, px(16)), unit, "text3", where=LEFT)
