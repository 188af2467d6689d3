"""Images of values from a lowest to a highest in the colour of what has them, and a bar with both numbers."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtGui import QColor

from app.appearance.theme import theme
from app.appearance.value_scale import value_table
from app.i18n.translation import with_minus
from app.plots.parts.scale_bar import ScaleBar
from app.plots.parts.signed_colours import WrongCells
from app.running.record.fields import Weighed

GROUND = "surface2"  # so that maps without any spike are seen, too
THOUSAND = 1000.0  # from which whole numbers are written out


class ValueImage:
    """Cells in a view: their values from the ground to a colour, and above them those that are no number."""

    def __init__(self, view: pg.ViewBox) -> None:
        self._values = pg.ImageItem(axisOrder="row-major")
        view.addItem(self._values, ignoreBounds=True)
        self._wrong = WrongCells(view)

    def show(self, cells: Weighed, low: float, high: float, colour: QColor) -> None:
        """One cell a unit of the view."""
        table = value_table(theme().color(GROUND).rgb(), colour.rgb())
        self._values.setImage(cells.values, autoLevels=False, levels=(low, high), lut=table)
        rows, columns = cells.values.shape
        self._values.setRect(0, 0, columns, rows)
        self._wrong.show(cells, (rows, columns))


class ValueBar(ScaleBar):
    """From the lowest value, below, to the highest."""

    def __init__(self, room: int) -> None:
        super().__init__(room)
        self._reach, self._colour = (0.0, 1.0), QColor()

    def show_scale(self, low: float, high: float, unit: str, colour: QColor) -> None:
        """The numbers of both ends and what they count."""
        self._reach, self.unit, self._colour = (low, high), unit, colour
        self.update()

    def colour(self, share: float) -> QColor:
        table = value_table(theme().color(GROUND).rgb(), self._colour.rgb())
        return QColor(*table[round(share * (len(table) - 1))].tolist())

    def numbers(self) -> list[tuple[float, str]]:
        low, high = self._reach
        return [(0.0, _words(low)), (1.0, _words(high))]


def _words(value: float) -> str:
    return with_minus(f"{value:,.0f}" if abs(value) >= THOUSAND else f"{value:.3g}")
