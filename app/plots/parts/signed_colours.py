"""Images of signed numbers, and a bar that says what their colours mean."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QLinearGradient, QPainter

from app.appearance.signed_scale import colour_table, wrong_table
from app.appearance.theme import theme
from app.i18n.translation import MINUS
from app.running.record.fields import Weighed
from app.widgets.painting import LEFT, paint_text

BAR_WIDTH = 8
STOPS = 33  # of the bar; between them colours are blended


class SignedImage:
    """Cells in a view: their values in the colours of the scale, and above them those that are no number."""

    def __init__(self, view: pg.ViewBox) -> None:
        self._values = pg.ImageItem(axisOrder="row-major", lut=colour_table())
        self._wrong = pg.ImageItem(axisOrder="row-major")
        for image in (self._values, self._wrong):
            view.addItem(image, ignoreBounds=True)

    def show(self, cells: Weighed, limit: float, shape: tuple[int, int]) -> None:
        """Spread the cells over so many rows and columns."""
        rows, columns = shape
        self._values.setImage(cells.values, autoLevels=False, levels=(-limit, limit))
        self._wrong.setVisible(bool(cells.wrong.any()))
        if self._wrong.isVisible():
            self._wrong.setImage(cells.wrong.view(np.uint8), autoLevels=False, levels=(0, 1), lut=wrong_table())
        for image in (self._values, self._wrong):
            image.setRect(0, 0, columns, rows)


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
