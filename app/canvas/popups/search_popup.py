"""A plate with a search field over a list of offers; shared by quick-add and by the search for nodes."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.canvas.overlays.overlay import Overlay
from app.canvas.popups.offer_list import OfferList, OfferRow, wanted_width
from app.canvas.scene.surface import Surface
from app.widgets.fields.search_field import SearchField
from app.widgets.layout import column, fill
from app.widgets.text import Text

NARROWEST, WIDEST = 320, 500  # as wide as its offers want, but for long names that people gave
PADDING = 6
MOST_ROWS = 8
FEWEST_ROWS = 2  # also in a canvas that is too low for more
EDGE = 8  # from the edges of the canvas


class SearchPopup(Overlay):
    """Arrows choose, Enter takes, Escape closes; typing filters."""

    ground, edge = "surface1", "lineStrong"
    radius = "popup"

    def __init__(self, view: Surface, placeholder: str, heading: str, footer: str) -> None:
        super().__init__(view.viewport())
        self._view = view
        self.field = SearchField(placeholder)
        self.field.setMinimumHeight(theme().px(32))
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._refill)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # else the canvas behind would have the keyboard
        self.setFocusProxy(self.field)
        self.heading = _quiet(heading, self)
        self.heading.setVisible(bool(heading))
        self.rows = OfferList(self)
        self.rows.row_taken.connect(self.take)
        self.nothing = _quiet("", self)
        body = column(self, (PADDING,) * 4, 4)
        fill(body, self.field, self.heading, self.rows, self.nothing, _quiet(footer, self))

    @abstractmethod
    def found(self, query: str) -> Sequence[OfferRow]:
        """The rows that answer a search."""

    @abstractmethod
    def nothing_found(self, query: str) -> str:
        """The words to show instead of rows."""

    @abstractmethod
    def take(self, key: str) -> None:
        """Act on a chosen row."""

    def leave(self) -> None:
        """Close without a choice."""
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            match event.key():
                case Qt.Key.Key_Down:
                    self.rows.step(1)
                case Qt.Key.Key_Up:
                    self.rows.step(-1)
                case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                    self.rows.take()
                case Qt.Key.Key_Escape:
                    self.leave()
                case _:
                    return False
            return True
        return super().eventFilter(watched, event)

    def _refill(self) -> None:
        query = self.field.text()
        rows = self.found(query)
        self.rows.show_rows(rows)
        self.nothing.say(self.nothing_found(query))
        self.nothing.setVisible(not rows)
        shown = min(len(rows), MOST_ROWS)
        row = theme().px(theme().size("chrome", "popup_row"))
        self.rows.setFixedHeight(shown * row + (2 if shown else 0))
        self.rows.setVisible(bool(rows))
        self.setFixedWidth(self._fitting_width(rows))
        self.adjustSize()
        excess = self.height() - self._view.viewport().height() + 2 * theme().px(EDGE)
        if excess > 0 and shown > FEWEST_ROWS:
            self.rows.setFixedHeight(max(shown - -(-excess // row), FEWEST_ROWS) * row + 2)
            self.adjustSize()

    def _fitting_width(self, rows: Sequence[OfferRow]) -> int:
        """In which names can be read, where the canvas has the room; no narrower while one types."""
        look = theme()
        bar = self.rows.verticalScrollBar().sizeHint().width()
        wanted = max(wanted_width(rows) + bar + 2 * look.px(PADDING), self.width() if self.field.text() else 0)
        room = self._view.width() - self._view.covered - 2 * look.px(EDGE)
        return max(min(wanted, look.px(WIDEST), room), look.px(NARROWEST))


def _quiet(words: str, parent: QWidget) -> Text:
    label = Text(words, size=11, tone="text2", wrapped=True, parent=parent)
    label.setContentsMargins(theme().px(4), theme().px(2), 0, theme().px(2))
    return label
