"""Bands one above the other, each with a bar in its identity colour, a name and a second line at the left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from app.appearance.theme import theme
from app.plots.painting import text

GAP = 3  # px between bands
BAR = 3
SMALLEST = 18


@dataclass(frozen=True)
class Band:
    """Rows ``top`` to ``bottom`` of the picture, in pixels from the top of the area."""

    top: int
    bottom: int

    @property
    def height(self) -> int:
        return self.bottom - self.top


def stack(height: int, weights: Sequence[float]) -> list[Band]:
    """Divide ``height`` px by ``weights``; no band is lower than the smallest that can be read."""
    if not weights:
        return []
    free = max(height - GAP * (len(weights) - 1), len(weights))
    least = min(SMALLEST, free // len(weights))
    spare = free - least * len(weights)
    total = sum(weights) or 1.0
    bands: list[Band] = []
    top, given = 0, 0.0
    for weight in weights:
        given += spare * weight / total
        bottom = least * (len(bands) + 1) + round(given) + GAP * len(bands)
        bands.append(Band(top, max(bottom, top + 1)))
        top = bands[-1].bottom + GAP
    return bands


def paint_head(
    painter: QPainter, area: QRectF, band: Band, slot: int, name: str, second: str, number: str = ""
) -> None:
    """The bar, the name and what is under it, left of the area; a long name is shortened before its ``number``."""
    px = theme().px
    bar = QRectF(area.left() - px(7), area.top() + band.top, BAR, band.height)
    painter.fillRect(bar, theme().identity(slot))
    left, room = float(px(12)), area.left() - px(7) - px(18)
    if number:
        metrics = QFontMetrics(theme().font(12, 500, tabular=True))
        kept = int(room) - metrics.horizontalAdvance(f" {number}")
        name = f"{metrics.elidedText(name, Qt.TextElideMode.ElideRight, kept)} {number}"
    middle = area.top() + (band.top + band.bottom) / 2
    if band.height < px(30) or not second:
        text(painter, QRectF(left, middle - px(8), room, px(16)), name, "text1", 12, 500)
        return
    text(painter, QRectF(left, middle - px(16), room, px(16)), name, "text1", 12, 500)
    text(painter, QRectF(left, middle, room, px(15)), second, "text3", 11)
