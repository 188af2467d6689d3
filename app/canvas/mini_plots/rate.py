"""The rate of the last moments as a curve, and its mean as a number."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from app.canvas.mini_plots.caption import captioned
from app.canvas.painting import kind
from app.i18n.translation import tr


def paint_rate(painter: QPainter, face: kind.Face, area: QRectF, words: bool) -> None:
    """From zero to its own highest value."""
    room = captioned(painter, area, tr("rate"), kind.mean_rate_words(face), words)
    kind.paint_rate(painter, face, room)
