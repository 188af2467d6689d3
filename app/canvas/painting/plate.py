"""A plot beside its node: a plate that a thin line ties to it, moved by its ground and resized by its corner."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from app.canvas.painting import ink
from app.canvas.painting.picture_cache import paint_kept_at
from app.document.mini_plot import MiniPlot
from app.widgets.painting import dashed, round_rect

PADDING = 6.0
RADIUS = 6.0
GRIP, GRIP_GAP = 7.0, 3.0
TIE = (1.0, 3.0)
LINE = 1.0  # around a well


def plate_of(plot: MiniPlot) -> QRectF:
    """The place of a plot's plate, from the upper left corner of its node; empty where it has none."""
    place = plot.stands_beside
    return QRectF(*place) if place is not None else QRectF()


def plate_well(plate: QRectF) -> QRectF:
    """The place of the plot on its plate."""
    return plate.adjusted(PADDING, PADDING, -PADDING, -PADDING)


def plate_live(plate: QRectF) -> QRectF:
    """The area where activity is painted: the plot with the line around it."""
    return plate_well(plate).adjusted(-LINE / 2, -LINE / 2, LINE / 2, LINE / 2)


def paint_tie(painter: QPainter, plate: QRectF, body: QRectF, color: QColor) -> None:
    """A dotted line from the middle of the plate to that of its node, which covers its end."""
    painter.setPen(dashed(color, 1.2, TIE))
    painter.drawLine(plate.center(), body.center())


def paint_ground(painter: QPainter, plate: QRectF, color: QColor, chosen: bool) -> None:
    """The plate with a fine outline, the well of the plot, and at the corner what it is resized by."""
    key = ("plate", color.rgba(), chosen, ink.look().dark)
    paint_kept_at(painter, key, plate, 1.0, lambda within, area: _draw_ground(within, area, color, chosen))


def _draw_ground(painter: QPainter, plate: QRectF, color: QColor, chosen: bool) -> None:
    look = ink.look()
    outline = QPen(look.color("accent") if chosen else color, 1.6 if chosen else 1.0)
    round_rect(painter, plate, RADIUS, outline, look.color("surface1"))
    painter.setPen(QPen(look.color("text3"), 1))
    corner = plate.bottomRight() - QPointF(1.5, 1.5)
    for length in (GRIP, GRIP - GRIP_GAP):
        painter.drawLine(corner - QPointF(length, 0), corner - QPointF(0, length))
    ink.draw_well(painter, plate_well(plate))
