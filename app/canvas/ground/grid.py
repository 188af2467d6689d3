"""The grid of the ground: nodes come to lie on it, so that links between neighbours are straight."""

from __future__ import annotations

from PySide6.QtCore import QPointF

from app.canvas.painting import ink


def pitch() -> float:
    """Distance between two dots in scene units."""
    return ink.look().size("space", "grid")


def snapped(point: QPointF) -> QPointF:
    """The nearest point of the grid."""
    step = pitch()
    return QPointF(round(point.x() / step) * step, round(point.y() / step) * step)
