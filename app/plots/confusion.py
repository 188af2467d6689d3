"""Which label was answered how: right answers on the diagonal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.plots.exporting import Table
from app.plots.painting import MIDDLE, RIGHT, text
from app.plots.panel import Panel
from app.translation import tr

FAINTEST = 0.35  # opacity of a wrong answer given once


class Confusion(Panel):
    """Rows are labels, columns answers; the numbers stand in the cells."""

    icon_name = "statistics"

    def __init__(self, parent: QWidget | None = None) -> None:
        self._counts: NDArray[np.int64] = np.zeros((0, 0), np.int64)
        self._names: tuple[str, ...] = ()
        super().__init__(parent)

    @classmethod
    def name(cls) -> str:
        return tr("Confusion")

    def show_counts(self, counts: NDArray[np.int64], names: Sequence[str] = ()) -> None:
        """``counts`` (labels, answers) and the names of the classes."""
        self._counts = counts
        self._names = tuple(names) or tuple(str(i) for i in range(len(counts)))
        self.refresh()

    def is_empty(self) -> bool:
        return not self._counts.any()

    def empty_words(self) -> tuple[str, str]:
        return tr("Answers are counted here once training has begun."), ""

    def furnish(self) -> None:
        self._cells = Cells(self._paint)
        self.graph.add_item(self._cells)

    def draw(self) -> None:
        self._cells.update()

    def _grid(self, size: QSize) -> tuple[QRectF, float]:
        px, classes = theme().px, max(len(self._counts), 1)
        side = min((size.width() - px(76)) / classes, (size.height() - px(50)) / classes)
        side = max(side, 4.0)
        left = max((size.width() - side * classes) / 2, px(52))
        return QRectF(left, px(8), side * classes, side * classes), side

    def _paint(self, painter: QPainter, size: QSize) -> None:
        px, (grid, side) = theme().px, self._grid(size)
        most = max(int(self._counts.max()), 1)
        painter.setPen(Qt.PenStyle.NoPen)
        for (row, column), count in np.ndenumerate(self._counts):
            cell = QRectF(grid.left() + column * side, grid.top() + row * side, side, side).adjusted(1, 1, -1, -1)
            right = row == column
            painter.setBrush(theme().color("field"))
            if count and right:
                painter.setBrush(theme().color("accent", 0.6 + 0.4 * int(count) / most))
            elif count:
                painter.setBrush(theme().diverging(FAINTEST + (1 - FAINTEST) * min(2 * int(count) / most, 1.0)))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(cell, 2, 2)
            if count and side >= px(16):
                text(painter, cell, str(int(count)), "onAccent" if right else "text1", 11, 600, MIDDLE)
        for place, name in enumerate(self._names):
            y, x = grid.top() + place * side, grid.left() + place * side
            text(painter, QRectF(0, y, grid.left() - px(8), side), name, where=RIGHT)
            text(painter, QRectF(x, grid.bottom() + px(2), side, px(16)), name, where=MIDDLE)
        below = QRectF(grid.left(), grid.bottom() + px(18), grid.width(), px(16))
        text(painter, below, tr("answer"), "text3", where=RIGHT)
        painter.save()
        painter.translate(grid.left() - px(34), grid.center().y())
        painter.rotate(-90)
        text(painter, QRectF(-px(40), -px(8), px(80), px(16)), tr("label"), "text3", where=MIDDLE)
        painter.restore()

    def hover(self, position: QPointF | None) -> None:
        words = ""
        if position is not None:
            grid, side = self._grid(self.graph.size())
            if grid.contains(position):
                row = min(int((position.y() - grid.top()) / side), len(self._counts) - 1)
                column = min(int((position.x() - grid.left()) / side), len(self._counts) - 1)
                words = tr(
                    "{label} answered as {answer}: {count}",
                    label=self._names[row],
                    answer=self._names[column],
                    count=int(self._counts[row, column]),
                )
        self.say(words)

    def table(self) -> Table:
        rows = [(name, *row) for name, row in zip(self._names, self._counts.tolist(), strict=True)]
        return Table(("label", *self._names), rows)


class Cells(pg.GraphicsWidget):  # type: ignore[misc]  # pyqtgraph carries no types
    """A table fills the graph instead of a plot: its cells keep their numbers and names at any size."""

    def __init__(self, paint: Callable[[QPainter, QSize], None]) -> None:
        super().__init__()
        self._paint = paint

    def paint(self, painter: QPainter, option: Any, widget: Any) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint(painter, self.size().toSize())
