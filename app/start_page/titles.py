"""The heads of the pages at the right, side by side: the one that is shown, and the others to go to."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.appearance.theme import theme
from app.i18n.translation import tr
from app.widgets.layout import row
from app.widgets.painted_widget import PaintedButton
from app.widgets.painting import take_font

EXAMPLES, LESSONS, TEMPLATES = 0, 1, 2
SIZE, GAP = 20, 18
LINE = 2


class Titles(QWidget):
    """``chosen`` gives another page; ``here`` is the one on which these heads stand."""

    chosen = Signal(int)

    def __init__(self, here: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page titles")
        line = row(self, spacing=GAP)
        heads = tr("Examples"), tr("Lessons"), tr("Templates")
        self.buttons = [_Title(words, place == here) for place, words in enumerate(heads)]
        for place, button in enumerate(self.buttons):
            button.clicked.connect(lambda _checked=False, place=place: self.chosen.emit(place))
            line.addWidget(button)


class _Title(PaintedButton):
    """A head; another page's is quiet until it is pointed at."""

    def __init__(self, words: str, is_here: bool) -> None:
        super().__init__()
        self.setText(words)
        self._is_here = is_here
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if is_here:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.unsetCursor()

    def sizeHint(self) -> QSize:
        t = theme()
        width = QFontMetricsF(t.font(SIZE, 600)).horizontalAdvance(self.text())
        return QSize(round(width) + 2, t.px(36))

    def paint(self, painter: QPainter) -> None:
        t = theme()
        lit = self._is_here or self.underMouse() or self.hasFocus()
        take_font(painter, t.font(SIZE, 600), t.color("text1" if lit else "text3"))
        painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignVCenter, self.text())
        if self._is_here or self.hasFocus():
            line = QRectF(0, self.height() - LINE, self.width(), LINE)
            painter.fillRect(line, t.color("accent" if self._is_here else "focus"))
