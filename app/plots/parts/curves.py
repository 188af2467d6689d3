"""The curves of one plot: made when first drawn, emptied when a frame leaves them out."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPen

from engine.network.values import Floats


class Curve(pg.PlotCurveItem):  # type: ignore[misc]  # pyqtgraph carries no types
    """A curve that says it fills the view, instead of measuring its points anew for every frame."""

    def boundingRect(self) -> QRectF:
        view = self.getViewBox()
        return QRectF() if view is None else QRectF(view.viewRect())


class CurveItems:
    """``draw`` each curve of a frame by its key, then ``finish``."""

    def __init__(self, view: Any) -> None:
        self._view = view
        self._items: dict[object, Any] = {}
        self._drawn: set[object] = set()

    def draw(
        self,
        key: object,
        x: Floats,
        y: Floats,
        pen: QPen,
        connect: str = "all",
        smooth: bool = True,
        fill: QColor | None = None,
    ) -> None:
        """Points (n,) of the plot; ``connect`` is "all", "pairs", or "finite" where NaN parts curves.

        With ``fill`` what lies between the curve and zero is painted.
        """
        self._drawn.add(key)
        item = self._items.get(key)
        if item is None:
            item = self._items[key] = Curve(skipFiniteCheck=True)
            self._view.addItem(item, ignoreBounds=True)
        item.setData(x, y, pen=pen, connect=connect, antialias=smooth, skipFiniteCheck=True)
        if fill is not None or item.opts["fillLevel"] is not None:
            item.setFillLevel(None if fill is None else 0.0)
            item.setBrush(fill)

    def finish(self) -> None:
        """Empty the curves that were not drawn since the last call."""
        for key in self._items.keys() - self._drawn:
            self._items[key].clear()
        self._drawn.clear()
