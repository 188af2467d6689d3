"""The mark of Spikeloom: two threads woven through two others."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.appearance.blank_picture import blank_picture
from app.appearance.theme import signals, theme

GRID = 24.0
STROKE = 2.4
WEFT = (8.0, 16.0)  # heights of the two resting threads on the grid
WARP = (9.0, 15.0)  # places of the two threads woven through them
GAP = 2.0  # on either side of a thread that passes over
ICON_SIZES = (16, 32, 48, 64, 128)


def paint_brand(painter: QPainter, area: QRectF) -> None:
    """Draw the mark into a square; at each crossing one thread passes over the other."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(area.topLeft())
    painter.scale(area.width() / GRID, area.height() / GRID)
    start, end = 1.5, GRID - 1.5
    for row, y in enumerate(WEFT):
        over = WARP[1 - row]  # the woven thread that covers this one
        _stroke(painter, "text2", QPointF(start, y), QPointF(over - GAP, y))
        _stroke(painter, "text2", QPointF(over + GAP, y), QPointF(end, y))
    for column, x in enumerate(WARP):
        under = WEFT[column]  # the resting thread that covers this one
        _stroke(painter, "accent", QPointF(x, start), QPointF(x, under - GAP))
        _stroke(painter, "accent", QPointF(x, under + GAP), QPointF(x, end))
    painter.restore()


def _stroke(painter: QPainter, color: str, begin: QPointF, end: QPointF) -> None:
    painter.setPen(QPen(theme().color(color), STROKE, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(begin, end)


def window_icon() -> QIcon:
    """The mark at the sizes that desktops ask for."""
    result = QIcon()
    for size in ICON_SIZES:
        picture = blank_picture(size, size, 1)
        painter = QPainter(picture)
        paint_brand(painter, QRectF(0, 0, size, size))
        painter.end()
        result.addPixmap(picture)
    return result


class Brand(QWidget):
    """The mark as a widget of ``size`` layout pixels."""

    def __init__(self, size: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        signals.theme_changed.connect(self.update)

    def sizeHint(self) -> QSize:
        side = theme().px(self._size)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_brand(painter, QRectF(self.rect()))
        painter.end()
