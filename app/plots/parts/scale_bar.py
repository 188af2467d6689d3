"""A vertical bar right of a plot that says what its colours mean."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QLinearGradient, QPainter

from app.appearance.theme import theme
from app.widgets.painting import LEFT, paint_text

BAR_WIDTH = 8
STOPS = 33  # of the bar; between them colours are blended


class ScaleBar(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph carries no types
    """Colours from below to above, beside them numbers, and their unit."""

    def __init__(self, room: int) -> None:
        super().__init__("right")
        self.enableAutoSIPrefix(False)
        self.unit = ""
        self.setWidth(theme().px(room))

    @abstractmethod
    def colour(self, share: float) -> QColor:
        """The colour at a share of the bar, from below."""

    @abstractmethod
    def numbers(self) -> Sequence[tuple[float, str]]:
        """Shares of the bar at which numbers stand, and these in words."""

    def paint(self, painter: QPainter, option: Any, widget: Any) -> None:
        px = theme().px
        bar = QRectF(px(12), 0, px(BAR_WIDTH), self.height())
        gradient = QLinearGradient(bar.bottomLeft(), bar.topLeft())
        for share in np.linspace(0.0, 1.0, STOPS).tolist():
            gradient.setColorAt(share, self.colour(share))
        painter.fillRect(bar, gradient)
        left = bar.right() + px(5)
        room = self.width() - left
        for share, words in self.numbers():
            y = bar.bottom() - share * bar.height()
            y = min(max(y - px(8), bar.top() - px(3)), bar.bottom() - px(13))
            paint_text(painter, QRectF(left, y, room, px(16)), words, where=LEFT)
        if self.unit not in ("", "1"):
            paint_text(painter, QRectF(left, bar.center().y() + px(8), room, px(16)), self.unit, "text3", where=LEFT)
