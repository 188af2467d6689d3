"""Pens of plots in the theme's colours."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from app.appearance.theme import theme

DASH = [5.0, 4.0]  # px


def pen(color: QColor, width: float = 1.0, dash: list[float] | None = None) -> QPen:
    """A pen of ``width`` px in any plot; ``dash`` is in pixels, as the tokens give it."""
    made = QPen(color, width)
    made.setCosmetic(True)
    made.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if dash:
        made.setDashPattern([length / max(width, 1e-3) for length in dash])
    return made


def curve_pen(slot: int, dashed: bool) -> QPen:
    """For a curve in an identity colour."""
    return pen(theme().identity(slot), theme().size("plot", "curve_pen"), DASH if dashed else None)


def every_other(count: int) -> tuple[bool, ...]:
    """Dash every other of several curves in one plot: colour alone does not tell them apart."""
    return tuple(place % 2 == 1 for place in range(count))
