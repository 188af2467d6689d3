"""Images of one size in lines, each as large as the room allows: where they stand, their names, what lies where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF

from app.appearance.theme import theme
from app.plots.parts.graph import OVER_CURVES
from app.running.record.fields import GAP, columns_for
from app.widgets.painting import LABEL

NAMED_FROM, HIGH = 44, 28  # px of an image from which its name stands in it
CLOSEST = 2.0  # pixels of an image that fill the view when looked at from nearby


class ImageSheet:
    """The places of images (rows, columns) in a view, with ``gap`` pixels of theirs between them."""

    def __init__(self, view: pg.ViewBox, gap: int = GAP) -> None:
        self.view, self.gap = view, gap
        view.invertY(True)
        view.setAspectLocked(True)
        self._count, self._shape, self.across = 0, (1, 1), 1
        self._names: list[Any] = []
        self._laid: tuple[int, ...] = ()

    def lay_out(self, count: int, shape: tuple[int, int]) -> None:
        """Find how many stand side by side, and show them all where that, or the room, is another than before."""
        area, (rows, columns) = self.view.rect(), shape
        self._count, self._shape = count, shape
        self.across = columns_for(count, shape, max(area.width(), 1.0), max(area.height(), 1.0), self.gap)
        laid = (count, rows, columns, self.across, round(area.width()), round(area.height()))
        if laid == self._laid:
            return
        self._laid = laid
        high = -(-count // self.across) * (rows + self.gap) - self.gap
        wide = self.across * (columns + self.gap) - self.gap
        self.view.setLimits(minXRange=CLOSEST, minYRange=CLOSEST, maxXRange=4 * wide, maxYRange=4 * high)
        self.view.setRange(xRange=(0, wide), yRange=(0, high), padding=0.0, disableAutoRange=False)

    def show_all(self) -> None:
        """Show all of them again when they are next laid out."""
        self._laid = ()

    def name(self, names: Sequence[str]) -> None:
        """Put the name of each image in its corner, where there is room."""
        rows, columns = self._shape
        per_pixel = 1.0 / max(self.view.viewPixelSize()[0], 1e-9)
        has_room = columns * per_pixel >= theme().px(NAMED_FROM) and rows * per_pixel >= theme().px(HIGH)
        named = len(names) if has_room else 0
        while len(self._names) < named:
            words = pg.TextItem(color=theme().color("text2"), anchor=(0, 0), fill=theme().color("plot", 0.6))
            words.setFont(theme().font(LABEL, tabular=True))
            words.setZValue(OVER_CURVES)
            self.view.addItem(words, ignoreBounds=True)
            self._names.append(words)
        for place, words in enumerate(self._names):
            words.setVisible(place < named)
            if place < named:
                words.setText(names[place])
                line, beside = divmod(place, self.across)
                words.setPos(beside * (columns + self.gap), line * (rows + self.gap))

    def at(self, position: QPointF) -> tuple[int, int, int] | None:
        """The image at a position of the scene, with row and column of the pixel; None between and beside them."""
        if not self._count or not self.view.sceneBoundingRect().contains(position):
            return None
        at, (rows, columns) = self.view.mapSceneToView(position), self._shape
        line, row = divmod(int(np.floor(at.y())), rows + self.gap)
        beside, column = divmod(int(np.floor(at.x())), columns + self.gap)
        inside = 0 <= beside < self.across and line >= 0 and row < rows and column < columns
        place = line * self.across + beside
        return (place, row, column) if inside and place < self._count else None
