"""Pictures in which nothing is drawn yet."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap


def blank_picture(width: float, height: float, density: float) -> QPixmap:
    """A clear picture of so many pixels of the layout, of which each is ``density`` pixels of the picture."""
    picture = QPixmap(ceil(width * density), ceil(height * density))
    picture.setDevicePixelRatio(density)
    picture.fill(Qt.GlobalColor.transparent)
    return picture
