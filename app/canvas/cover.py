"""What a frame draws anew, and what nodes hide of the links: so that no link is drawn where nobody sees it."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QRegion, QTransform

SPILL = 2  # pixels by which Qt rounds and widens what it draws anew


class Cover:
    """Collects the opaque areas that changed since the last frame; ``is_whole`` holds while one is painted
    in which nothing else is drawn anew."""

    def __init__(self) -> None:
        self.is_whole = False
        self._changed: list[QRectF] = []
        self._region: QRegion | None = None
        self._transform = QTransform()

    def changed(self, area: QRectF) -> None:
        """An area of the scene has changed through which nothing shines."""
        self._changed.append(area)

    def begin(self, region: QRegion, transform: QTransform) -> None:
        """Before ``region`` of the viewport is painted."""
        self._region, self._transform = region, transform
        left = QRegion(region)
        for area in self._changed:
            left -= QRegion(transform.mapRect(area).toAlignedRect().adjusted(-SPILL, -SPILL, SPILL, SPILL))
        self._changed.clear()
        self.is_whole = left.isEmpty()

    def forget(self) -> None:
        """A frame was painted by itself."""
        self._changed.clear()

    def leaves(self, area: QRectF) -> bool:
        """Whether any of an area of the scene is drawn anew in this frame."""
        if self._region is None:
            return True
        return self._region.intersects(self._transform.mapRect(area).toAlignedRect())

    def end(self) -> None:
        """After it is painted."""
        self.is_whole = False
        self._region = None
