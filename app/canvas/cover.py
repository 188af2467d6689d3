"""What nodes hide of the links while only activity changes: then no link needs to be drawn."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QRegion, QTransform

SPILL = 2  # pixels by which Qt rounds and widens what it draws anew


class Cover:
    """Collects the opaque areas that changed since the last frame; ``is_whole`` holds while one is painted."""

    def __init__(self) -> None:
        self.is_whole = False
        self._changed: list[QRectF] = []

    def changed(self, area: QRectF) -> None:
        """An area of the scene has changed through which nothing shines."""
        self._changed.append(area)

    def begin(self, region: QRegion, transform: QTransform) -> None:
        """Before ``region`` of the viewport is painted."""
        left = QRegion(region)
        for area in self._changed:
            left -= QRegion(transform.mapRect(area).toAlignedRect().adjusted(-SPILL, -SPILL, SPILL, SPILL))
        self._changed.clear()
        self.is_whole = left.isEmpty()

    def end(self) -> None:
        """After it is painted."""
        self.is_whole = False
