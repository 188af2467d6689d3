"""A plate at the lower left of the canvas while it shows a moment of the past: which one; a click shows the newest."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from app.appearance.icons import paint_icon
from app.appearance.theme import theme
from app.canvas.overlays.overlay import MARGIN, Overlay
from app.i18n.translation import tr
from app.widgets.painting import take_font

ICON, PADDING, HEIGHT = 14, 10, 28


class MomentChip(Overlay):
    """Hidden while the canvas shows the newest."""

    ground, edge = "surface1", "accent"
    newest_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._canvas = parent
        self.words = ""
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(tr("The nodes show this moment of the past. Click to show the newest again."))
        self.hide()

    def say(self, words: str) -> None:
        """Name the moment; nothing hides the plate."""
        if words == self.words:
            return
        self.words = words
        self.setAccessibleName(words)
        self.setVisible(bool(words))
        self.place()
        self.update()

    def sizeHint(self) -> QSize:
        look = theme()
        width = QFontMetricsF(look.font(12, 600, tabular=True)).horizontalAdvance(self.words)
        return QSize(round(width) + look.px(ICON + 3 * PADDING), look.px(HEIGHT))

    def place(self) -> None:
        """Stand at the lower left."""
        size, margin = self.sizeHint(), theme().px(MARGIN)
        room = max(self._canvas.width() - 2 * margin, 1)
        self.setGeometry(margin, self._canvas.height() - size.height() - margin, min(size.width(), room), size.height())

    def paint_content(self, painter: QPainter) -> None:
        look = theme()
        pad, side = look.px(PADDING), look.px(ICON)
        icon = QRectF(pad, (self.height() - side) / 2, side, side)
        paint_icon(painter, "previous", icon, look.color("accentText"))
        take_font(painter, look.font(12, 600, tabular=True), look.color("text1"))
        room = QRectF(icon.right() + pad, 0, self.width() - icon.right() - 2 * pad + 1, self.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self.words)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.newest_wanted.emit()
