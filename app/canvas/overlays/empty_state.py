"""The hint on an empty canvas: a dashed node, and two ways to begin."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QPushButton

from app.appearance.icons import paint_icon
from app.appearance.theme import theme
from app.canvas.scene.surface import Surface
from app.i18n.translation import tr
from app.widgets.layout import column, fill, row
from app.widgets.painted_widget import PaintedWidget
from app.widgets.painting import dashed, stroke_and_fill, take_font

NODE = QRectF(0, 0, 212, 132)
RADIUS = 20.0
ICON = 28.0


class EmptyCanvas(PaintedWidget):
    """Transparent to a drag from the palette: the canvas below takes the drop."""

    natural = (300, NODE.height() + 60)

    def __init__(self, view: Surface) -> None:
        self._view, self._ground = view, view.viewport()
        super().__init__(self._ground)
        self.example = self._link(tr("Open an example"))
        self.example.clicked.connect(view.example_requested)
        self.quick = self._link(tr("Quick add  /"))
        self.quick.clicked.connect(lambda: view.quick_add(view.visible_area().center()))
        fill(column(self), 1, fill(row(spacing=8), 1, self.example, self.quick, 1))

    def place(self) -> None:
        """Stand in the middle of the canvas, or of what a panel over it leaves."""
        room, hint = self._ground.size(), self.sizeHint()
        left = max((room.width() - self._view.covered - hint.width()) // 2, 0)
        top = (room.height() - hint.height()) // 2
        self.setGeometry(left, top, hint.width(), hint.height())

    def paint(self, painter: QPainter) -> None:
        look = theme()
        width, height = NODE.width() * look.scale, NODE.height() * look.scale
        area = QRectF((self.width() - width) / 2, 2, width, height)
        stroke_and_fill(painter, dashed(look.color("lineStrong"), 1.5, (5.0, 4.0)), look.color("surface0", 0.6))
        painter.drawRoundedRect(area, RADIUS * look.scale, RADIUS * look.scale)
        size = ICON * look.scale
        middle = area.center()
        paint_icon(painter, "population", QRectF(middle.x() - size / 2, middle.y() - size, size, size), "text3")
        take_font(painter, look.font(14, 600), look.color("text1"))
        words = tr("Drag a neuron here")
        taken = painter.fontMetrics().horizontalAdvance(words)
        painter.drawText(QPointF(middle.x() - taken / 2, middle.y() + 24 * look.scale), words)

    def _link(self, words: str) -> QPushButton:
        link = QPushButton(words, self)
        link.setProperty("look", "link")
        link.setCursor(Qt.CursorShape.PointingHandCursor)
        return link
