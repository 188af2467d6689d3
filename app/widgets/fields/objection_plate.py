"""The reason why typed text is refused, on a floating plate, so that no field moves when it comes or goes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from app.appearance.theme import theme
from app.widgets.painting import inset_rect
from app.widgets.text import SECONDARY, Text

INSIDE, ABOVE = 8, 4  # px around the words
EDGE = 12  # px that stay free at the left and right of the form
MOVES = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.ParentChange)


class ObjectionPlate(Text):
    """Stands above the row ``beside`` of a form, over what was filled in before; beneath it where that is not seen.

    What a hand goes on to stays free, and presses pass through. Hidden while there are no words.
    """

    def __init__(self, beside: QWidget) -> None:
        self._beside, self._heard = beside, list[QWidget]()
        super().__init__("", size=SECONDARY, tone="error", wrapped=True, parent=beside)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setContentsMargins(theme().px(INSIDE), theme().px(ABOVE), theme().px(INSIDE), theme().px(ABOVE))
        self.hide()
        beside.destroyed.connect(self.deleteLater)  # the plate lies on the form, which may outlive its rows

    def say(self, words: str) -> None:
        super().say(words)
        self._place()

    def _place(self) -> None:
        """Lie on the form as it is now."""
        chain = surrounding_form(self._beside)
        self._follow_scrolling(chain if self.words else [])
        form = chain[-1]
        if not self.words or not self._beside.isVisibleTo(form):
            self.hide()
            return
        if self.parentWidget() is not form:
            self.setParent(form)
        corner, edge = self._beside.mapTo(form, QPoint(0, 0)), theme().px(EDGE)
        aside = 2 * theme().px(INSIDE) + 2
        wanted = QFontMetrics(self.font()).horizontalAdvance(self.text()) + aside
        width = max(min(wanted, self._beside.width() - 2 * edge), 2 * edge)
        height = self.heightForWidth(width)
        seen_from = 0 if form.isWindow() else -min(form.y(), 0)  # what is above is scrolled away
        above, beneath = corner.y() - height, corner.y() + self._beside.height()
        self.setGeometry(corner.x() + edge, above if above >= seen_from else beneath, width, height)
        self.show()
        self.raise_()

    def _follow_scrolling(self, chain: list[QWidget]) -> None:
        """Follow the row and all that it stands in."""
        if chain == self._heard:
            return
        for widget in self._heard:
            widget.removeEventFilter(self)
        for widget in chain:
            widget.installEventFilter(self)
        self._heard = chain

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in MOVES and watched in self._heard:
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inset_rect(painter, QRectF(self.rect()), theme().color("surface2"), theme().color("error"), 1.0)
        painter.end()
        super().paintEvent(event)


def surrounding_form(row: QWidget) -> list[QWidget]:
    """From the row to the form that it stands in: what is scrolled, else the window."""
    chain = [row]
    while (above := chain[-1].parentWidget()) is not None and not chain[-1].isWindow():
        if isinstance(above.parentWidget(), QAbstractScrollArea):
            break
        chain.append(above)
    return chain
