"""Marks on a node or a link: "!" for a warning, "✕" for an error, a note for a comment, a crossed ring where muted."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from app.appearance.icons import paint_icon
from app.canvas.painting import ink
from app.widgets.painting import dot, stroke_and_fill
from engine.problems import Severity

RADIUS = 9.0
ARM = 3.2
SLASH = 6.0  # in x and y, from the middle of a ring
COMMENT = 16.0


def comment_around(centre: QPointF) -> QRectF:
    """The place of the sign of a comment."""
    return QRectF(centre, centre).adjusted(-COMMENT / 2, -COMMENT / 2, COMMENT / 2, COMMENT / 2)


def paint_comment(painter: QPainter, area: QRectF) -> None:
    """Somebody has written about this."""
    stroke_and_fill(painter, None, ink.look().color("canvas"))
    painter.drawRect(area)
    paint_icon(painter, "note", area, ink.look().color("text2"))


def paint_mark(painter: QPainter, centre: QPointF, severity: Severity) -> None:
    """Form and colour both say how bad it is."""
    look = ink.look()
    fatal = severity is Severity.FATAL
    dot(painter, centre, RADIUS, look.color("error" if fatal else "warn"), QPen(look.color("canvas"), 2))
    painter.setPen(QPen(look.color("canvas"), 2))
    if fatal:
        painter.drawLine(centre + QPointF(-ARM, -ARM), centre + QPointF(ARM, ARM))
        painter.drawLine(centre + QPointF(-ARM, ARM), centre + QPointF(ARM, -ARM))
    else:
        painter.drawLine(centre + QPointF(0, -4.5), centre + QPointF(0, 1))
        painter.drawPoint(centre + QPointF(0, 4.5))


def paint_muted(painter: QPainter, centre: QPointF) -> None:
    """Paint a ring with a stroke through it: somebody has taken this out of the network."""
    look = ink.look()
    dot(painter, centre, RADIUS, look.color("canvas"), QPen(look.color("text2"), 2))
    painter.drawLine(centre + QPointF(-SLASH, SLASH), centre + QPointF(SLASH, -SLASH))
