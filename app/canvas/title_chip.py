"""The name of the network in the upper left corner of the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from app.appearance.theme import theme
from app.canvas.overlay import Overlay
from app.translation import tr

if TYPE_CHECKING:
    from app.canvas.view import CanvasView

PADDING = 12
HEIGHT = 32
LONGEST = 260


class TitleChip(Overlay):
    def __init__(self, view: CanvasView) -> None:
        super().__init__(view.viewport())
        self._view = view
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @property
    def words(self) -> str:
        """The document's own title, else the name of its file."""
        editor = self._view.editor
        if editor.document.settings.title:
            return editor.document.settings.title
        return editor.path.stem if editor.path is not None else tr("Untitled")

    def sizeHint(self) -> QSize:
        wide = QFontMetrics(theme().font(13, 600)).horizontalAdvance(self.words)
        return QSize(min(wide + 2, theme().px(LONGEST)) + 2 * theme().px(PADDING), theme().px(HEIGHT))

    def paint_content(self, painter: QPainter) -> None:
        pad = theme().px(PADDING)
        area = QRectF(self.rect()).adjusted(pad, 0, -pad, 0)
        painter.setFont(theme().font(13, 600))
        painter.setPen(theme().color("text1"))
        words = painter.fontMetrics().elidedText(self.words, Qt.TextElideMode.ElideRight, int(area.width()))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), words)
