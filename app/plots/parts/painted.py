"""An item that fills a part of a graph and is no plot: painted by a function, at any size."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QPainter


class Painted(pg.GraphicsWidget):  # type: ignore[misc]  # pyqtgraph carries no types
    """``paint`` is given the painter and the size to fill."""

    def __init__(self, paint: Callable[[QPainter, QSizeF], None]) -> None:
        super().__init__()
        self._paint = paint

    def paint(self, painter: QPainter, option: Any, widget: Any) -> None:
        self._paint(painter, self.size())
