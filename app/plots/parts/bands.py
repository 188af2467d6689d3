"""Bands one above the other, each with a bar in its identity colour, a name and a second line at the left."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from app.appearance.theme import theme
from app.plots.parts.axes import Axis
from app.plots.parts.painting import pen as line_pen
from app.widgets.painting import RIGHT, paint_text, straight

GAP = 3  # px between bands
BAR = 3
BESIDE = 12 + 6 + 7  # px at the left of a head's words, and at their right before its bar and the plot
WIDEST = 1.7  # of the usual room for heads
LEAST_HEAD = 64  # px: where there is less, only the bars stand there
ONLY_BARS = 3 + 7 + 6  # px
SMALLEST = 18
LINE = 16  # px of a name
NAMES = 24  # px above and below the middle of a head that its words take, with some air
NOTCH = 120.0  # of a wheel, in eighths of a degree
ZOOM_PER_NOTCH = 0.85


@dataclass(frozen=True)
class Band:
    """Rows ``top`` to ``bottom`` of the picture, in pixels from the top of the area."""

    top: int
    bottom: int

    @property
    def height(self) -> int:
        return self.bottom - self.top


def stack(height: int, weights: Sequence[float]) -> list[Band]:
    """Divide ``height`` px by ``weights``; no band is lower than the smallest that can be read, if there is room.

    Gaps give way where there is none, and of more bands than pixels several share one.
    """
    count = len(weights)
    if count > height:
        tops = [place * height // count for place in range(count)]
        return [Band(top, top + 1) for top in tops]
    gap = min(GAP, (height - count) // max(count - 1, 1))
    free = height - gap * (count - 1)
    least = min(SMALLEST, free // max(count, 1))
    spare = free - least * count
    total = sum(weights) or 1.0
    bands: list[Band] = []
    top, given = 0, 0.0
    for weight in weights:
        given += spare * weight / total
        bottom = least * (len(bands) + 1) + round(given) + gap * len(bands)
        bands.append(Band(top, max(bottom, top + 1)))
        top = bands[-1].bottom + gap
    return bands


@dataclass(frozen=True)
class BandHead:
    """The head left of a band: a bar in the identity colour ``slot``, a name, a second line and a scale.

    ``scale`` are heights, in pixels from the top of the area, and the values there.
    """

    band: Band
    slot: int
    name: str
    second: str
    number: str = ""
    scale: tuple[tuple[float, str], ...] = ()


class BandAxis(Axis):
    """The heads of the bands instead of numbers, and a line between two bands.

    It is ``room`` px wide, and wider where words ask for it, up to :data:`WIDEST` times. In a narrow view the words are
    cut, and in a very narrow one only bars are left. ``wheeled`` is told a factor and where between 0 (top) and 1 when
    the wheel turns over the heads.
    """

    def __init__(self, room: int, wheeled: Callable[[float, float], None] | None = None) -> None:
        super().__init__("left")
        self.heads: Sequence[BandHead] = ()
        self._wheeled = wheeled
        self._least = self._room = self._asked = theme().px(room)
        self._most = math.inf
        self.setWidth(self._room)

    def show_heads(self, heads: Sequence[BandHead], most: float = math.inf) -> bool:
        """From top to bottom; whether they take another room than before. Under the same names it only widens.

        They take no more than ``most`` px.
        """
        if heads == self.heads and most == self._most:
            return False
        same_names = [head.name for head in heads] == [head.name for head in self.heads]
        self.heads, self._most = heads, most
        self.update()
        wanted = min(max((head_width(head) for head in heads), default=0), round(WIDEST * self._least))
        self._asked = max(wanted, self._asked if same_names else self._least)
        room = round(min(self._asked, most)) if most >= theme().px(LEAST_HEAD) else theme().px(ONLY_BARS)
        if room == self._room:
            return False
        self._room = room
        self.setWidth(room)
        return True

    def paint(self, painter: QPainter, option: Any, widget: Any) -> None:
        view = self.linkedView()
        area: QRectF = view.mapRectToItem(self, view.boundingRect())
        worded = with_words([head.band for head in self.heads], theme().px(LINE))
        for place, head in enumerate(self.heads):
            paint_head(painter, area, head, place in worded)
            if place and head.band.height >= SMALLEST // 2:
                y = area.top() + head.band.top - 2
                straight(painter, area.left(), y, area.right(), y, line_pen(theme().color("line")))

    def wheelEvent(self, event: Any) -> None:
        if self._wheeled is None or self.linkedView().sceneBoundingRect().contains(event.scenePos()):
            event.ignore()
            return
        at = min(max(QPointF(event.pos()).y() / max(self.height(), 1.0), 0.0), 1.0)
        self._wheeled(ZOOM_PER_NOTCH ** (event.delta() / NOTCH), at)
        event.accept()


def with_words(bands: Sequence[Band], line: int) -> set[int]:
    """Places of the bands whose names can be written, ``line`` px high, without one lying on another."""
    found, free = set(), -math.inf
    for place, band in enumerate(bands):
        middle = (band.top + band.bottom) / 2
        if middle - line / 2 >= free:
            found.add(place)
            free = middle + line / 2
    return found


def head_width(head: BandHead) -> int:
    """Pixels in which all words of a head can be read."""
    name = QFontMetrics(theme().font(12, 500, tabular=True)).horizontalAdvance(f"{head.name} {head.number}".rstrip())
    second = QFontMetrics(theme().font(11)).horizontalAdvance(head.second)
    return max(name, second) + theme().px(BESIDE) + 1


def paint_head(painter: QPainter, area: QRectF, head: BandHead, worded: bool) -> None:
    """A long name is shortened before its number; without words there is the bar alone."""
    px, band, name = theme().px, head.band, head.name
    bar = QRectF(area.left() - px(7), area.top() + band.top, BAR, band.height)
    painter.fillRect(bar, theme().identity(head.slot))
    left, room = float(px(12)), area.left() - px(BESIDE)
    if area.left() < px(LEAST_HEAD) or not worded:
        return
    if head.number:
        metrics = QFontMetrics(theme().font(12, 500, tabular=True))
        kept = int(room) - metrics.horizontalAdvance(f" {head.number}")
        name = f"{metrics.elidedText(name, Qt.TextElideMode.ElideRight, kept)} {head.number}"
    middle = area.top() + (band.top + band.bottom) / 2
    for height, value in head.scale:
        y = area.top() + height
        if abs(y - middle) >= px(NAMES):
            straight(painter, bar.left() - px(4), y, bar.left(), y, line_pen(theme().color("axis")))
            paint_text(
                painter, QRectF(left, y - px(7), bar.left() - px(7) - left, px(14)), value, "text3", 10, where=RIGHT
            )
    if band.height < px(30) or not head.second:
        paint_text(painter, QRectF(left, middle - px(LINE) / 2, room, px(LINE)), name, "text1", 12, 500)
        return
    paint_text(painter, QRectF(left, middle - px(LINE), room, px(LINE)), name, "text1", 12, 500)
    paint_text(painter, QRectF(left, middle, room, px(15)), head.second, "text3", 11)
