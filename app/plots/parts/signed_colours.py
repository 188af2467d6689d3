"""A bar that says what the colours of signed numbers mean."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QLinearGradient, QPainter

from app.appearance.theme import theme
from app.i18n.translation import MINUS
from app.widgets.painting import LEFT, paint_text

BAR_WIDTH = 8
STOPS = 33  # of the bar; between them colours are blended


class ColourBar(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph carries no types
    """A vertical bar right of a plot with the three numbers that matter."""

    def __init__(self, room: int) -> None:
        super().__init__("right")
        self.enableAutoSIPrefix(False)
        self._limit, self._unit = 1.0, ""
        self.setWidth(theme().px(room))

    def show_scale(self, limit: float, unit: str) -> None:
        """The number of the full colour and what it counts."""
        self._limit, self._unit = limit, unit
        self.update()

    def paint(self, painter: QPainter, option: Any, widget: Any) -> None:
        px = theme().px
        bar = QRectF(px(12), 0, px(BAR_WIDTH), self.height())
        gradient = QLinearGradient(bar.bottomLeft(), bar.topLeft())
        for place in np.linspace(0.0, 1.0, STOPS).tolist():
            gradient.setColorAt(place, theme().diverging(2 * place - 1))
        painter.fillRect(bar, gradient)
        left, shown = bar.right() + px(5), f"{self._limit:.3g}"
        room = self.width() - left
        for y, words in ((bar.top(), f"+{shown}"), (bar.center().y(), "0"), (bar.bottom(), f"{MINUS}{shown}")):
            y = min(max(y - px(8), bar.top() - px(3)), bar.bottom() - px(13))
            paint_text(painter, QRectF(left, y, room, px(16)), words, where=LEFT)
        if self._unit not in ("", "1"):
            paint_text(painter, QRectF(left, bar.center().y() + px(8), room, px(16)), self._unit, "text3", where=LEFT)
