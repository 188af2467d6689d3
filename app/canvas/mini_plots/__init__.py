"""One painter per plot that a person can choose for a node, within a rectangle inside the node or beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from app.canvas.mini_plots.image import paint_image
from app.canvas.mini_plots.raster import paint_raster
from app.canvas.mini_plots.rate import paint_rate
from app.canvas.mini_plots.trace import paint_trace
from app.canvas.painting.kind import Face
from app.document.mini_plot import Shows

Paint: TypeAlias = Callable[[QPainter, Face, QRectF, bool], None]
"""Paints the activity of a face on a well that lies there; words only where the last is true."""

PLOTS: Mapping[Shows, Paint] = {
    Shows.TRACE: paint_trace,
    Shows.RASTER: paint_raster,
    Shows.RATE: paint_rate,
    Shows.WEIGHTS: paint_image,
    Shows.IMAGE: paint_image,
}
