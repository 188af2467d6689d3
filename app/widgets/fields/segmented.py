"""A few words side by side, one of them chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.appearance.theme import theme
from app.widgets.painted_widget import PaintedWidget
from app.widgets.painting import inset_rect

HEIGHT = 28
PADDING = 12


class Segmented(PaintedWidget):
    """Options are pairs (key, words); arrows move the choice while it has the focus."""

    chosen = Signal(str)

    def __init__(self, options: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._options = tuple(options)
        self.value = self._options[0][0]
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_value(self, key: str) -> None:
        """Show ``key`` without telling; "" where none of the words applies."""
        self.value = key
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme().font(12, 500))
        widest = max(metrics.horizontalAdvance(words) for _, words in self._options)
        return QSize((widest + 2 * theme().px(PADDING)) * len(self._options), theme().px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        metrics = QFontMetrics(theme().font(12, 500))
        widest = max(metrics.horizontalAdvance(words) for _, words in self._options)
        return QSize((widest + theme().px(8)) * len(self._options), theme().px(HEIGHT))

    def area(self, key: str) -> QRectF:
        """The rectangle of the segment of ``key``."""
        index = [known for known, _ in self._options].index(key)
        width = self.width() / len(self._options)
        return QRectF(index * width, 0, width, self.height())

    def _choose(self, key: str) -> None:
        if key != self.value:
            self.value = key
            self.update()
            self.chosen.emit(key)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for key, _ in self._options:
            if self.area(key).contains(event.position()):
                self._choose(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() not in moves:
            super().keyPressEvent(event)
            return
        keys = [key for key, _ in self._options]
        index = (keys.index(self.value) if self.value in keys else -1) + moves[Qt.Key(event.key())]
        self._choose(keys[max(0, min(index, len(keys) - 1))])

    def paint(self, painter: QPainter) -> None:
        look = theme()
        inset_rect(painter, QRectF(self.rect()), look.color("surface2"), look.color("surface2"))
        for key, words in self._options:
            area = self.area(key).adjusted(2, 2, -2, -2)
            chosen = key == self.value
            if chosen:
                outline = "focus" if self.hasFocus() else "lineStrong"
                inset_rect(painter, area, look.color("surface0"), look.color(outline))
            painter.setFont(look.font(12, 600 if chosen else 400))
            painter.setPen(look.color("disabled" if not self.isEnabled() else "text1" if chosen else "text2"))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, words)
