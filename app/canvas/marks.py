"""The round mark of a problem: "!" for a warning, "✕" for an error."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPen

from app.canvas import ink
from engine.problems import Severity

RADIUS = 9.0
ARM = 3.2


def paint_mark(painter: QPainter, centre: QPointF, severity: Severity) -> None:
    """Form and colour both say how bad it is."""
    look = ink.look()
    fatal = severity is Severity.FATAL
    painter.setPen(QPen(look.color("canvas"), 2))
    painter.setBrush(look.color("error" if fatal else "warn"))
    painter.drawEllipse(centre, RADIUS, RADIUS)
    painter.setPen(QPen(look.color("canvas"), 2))
    if fatal:
        painter.drawLine(centre + QPointF(-ARM, -ARM), centre + QPointF(ARM, ARM))
        painter.drawLine(centre + QPointF(-ARM, ARM), centre + QPointF(ARM, -ARM))
    else:
        painter.drawLine(centre + QPointF(0, -4.5), centre + QPointF(0, 1))
        painter.drawPoint(centre + QPointF(0, 4.5))
