"""The words of a view that have no room in its head beside the name: in a corner of what is drawn."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.widgets.painted_widget import PaintedWidget
from app.widgets.painting import take_font

SIZE, WEIGHT = 11, 500
ASIDE, ABOVE = 8, 4  # px around the words
NOTE_SHARE = 0.55  # of the width: what stands there for long leaves the axis and its unit free, and takes more lines
WRAPPED = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft


class ReadingPlate(PaintedWidget):
    """Words at the upper right of ``over``, as wide as it at most; hidden while there are none.

    A note alone, which may stand there for long, has no outline and no ground of its own.
    """

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over, self.words, self._is_note = over, "", False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        over.installEventFilter(self)
        self.hide()

    def say(self, note: str, reading: str) -> None:
        """Show a note, what is read beneath it, or both, in place of other words."""
        words = "\n".join(filter(None, (note, reading)))
        if words == self.words:
            return
        self.words, self._is_note = words, not reading
        self.setVisible(bool(words))
        if words:
            self._place()
            self.raise_()
            self.update()

    def _place(self) -> None:
        t, over = theme(), self._over
        most = round(over.width() * NOTE_SHARE) - 2 * t.px(ASIDE) if self._is_note else over.width() - 4 * t.px(ASIDE)
        room = QRect(0, 0, max(most, 1), over.height())
        needed = QFontMetrics(t.font(SIZE, WEIGHT, tabular=True)).boundingRect(room, int(WRAPPED), self.words)
        width = needed.width() + 2 * t.px(ASIDE) + 2
        height = needed.height() + 2 * t.px(ABOVE)
        self.setGeometry(over.width() - width - t.px(ASIDE), t.px(ABOVE), width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and self.words:
            self._place()
        return False

    def paint(self, painter: QPainter) -> None:
        t = theme()
        painter.fillRect(self.rect(), t.color("plot" if self._is_note else "lineStrong"))
        if not self._is_note:
            painter.fillRect(self.rect().adjusted(1, 1, -1, -1), t.color("surface2"))
        take_font(painter, t.font(SIZE, WEIGHT, tabular=True), t.color("text2" if self._is_note else "text1"))
        room = self.rect().adjusted(t.px(ASIDE), t.px(ABOVE), -t.px(ASIDE) + 2, -t.px(ABOVE))
        painter.drawText(room, int(WRAPPED), self.words)
