"""Images of signed numbers, and a bar that says what their colours mean."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QColor

from app.appearance.signed_scale import colour_table, wrong_table
from app.appearance.theme import theme
from app.i18n.translation import MINUS
from app.plots.parts.scale_bar import ScaleBar
from app.running.record.fields import Weighed


class SignedImage:
    """Cells in a view: their values in the colours of the scale, and above them those that are no number."""

    def __init__(self, view: pg.ViewBox) -> None:
        self._values = pg.ImageItem(axisOrder="row-major", lut=colour_table())
        view.addItem(self._values, ignoreBounds=True)
        self._wrong = WrongCells(view)

    def show(self, cells: Weighed, limit: float, shape: tuple[int, int]) -> None:
        """Spread the cells over so many rows and columns."""
        rows, columns = shape
        self._values.setImage(cells.values, autoLevels=False, levels=(-limit, limit))
        self._values.setRect(0, 0, columns, rows)
        self._wrong.show(cells, shape)


class WrongCells:
    """Cells of which something is no number, in a colour that is none of a scale."""

    def __init__(self, view: pg.ViewBox) -> None:
        self._mask = pg.ImageItem(axisOrder="row-major")
        view.addItem(self._mask, ignoreBounds=True)

    def show(self, cells: Weighed, shape: tuple[int, int]) -> None:
        """Spread the cells over so many rows and columns."""
        self._mask.setVisible(bool(cells.wrong.any()))
        if self._mask.isVisible():
            self._mask.setImage(cells.wrong.view(np.uint8), autoLevels=False, levels=(0, 1), lut=wrong_table())
        self._mask.setRect(0, 0, shape[1], shape[0])


class ColourBar(ScaleBar):
    """From the most negative value, below, to the most positive; zero is in the middle."""

    def __init__(self, room: int) -> None:
        super().__init__(room)
        self._limit = 1.0

    def show_scale(self, limit: float, unit: str) -> None:
        """The number of the full colour and what it counts."""
        self._limit, self.unit = limit, unit
        self.update()

    def colour(self, share: float) -> QColor:
        return theme().diverging(2 * share - 1)

    def numbers(self) -> list[tuple[float, str]]:
        shown = f"{self._limit:.3g}"
        return [(1.0, f"+{shown}"), (0.5, "0"), (0.0, f"{MINUS}{shown}")]
