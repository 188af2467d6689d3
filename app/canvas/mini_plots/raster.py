"""The spikes of the last moments, neuron 0 lowest."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from app.canvas.painting import kind
from app.canvas.painting.activity import SpikeActivity


def paint_raster(painter: QPainter, face: kind.Face, area: QRectF, words: bool) -> None:
    """Dots as large as in the views of a run."""
    if isinstance(face.activity, SpikeActivity):
        kind.paint_spikes(painter, face, face.activity, area.adjusted(*kind.IN_THE_WELL))
