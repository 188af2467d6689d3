"""A page of cards, in as many columns as fit, beneath a head."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.appearance.theme import signals, theme
from app.start_page.card import RING, WIDTH, PictureCard
from app.start_page.titles import Titles
from app.widgets.layout import Ground, let_go

MARGIN, NARROW_MARGIN = 48, 16
NARROW = 680  # px of the page
GAP = 16
LYING = 540  # px of the page from which the only card of a row has room for words beside its picture


class CardPage(QScrollArea):
    """``opened`` gives the card that was pressed. What else stands in the head is added to ``head``."""

    opened = Signal(object)

    def __init__(self, here: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.titles = Titles(here)
        self.cards: list[PictureCard] = []
        self._page = Ground("canvas")
        self.setWidget(self._page)
        self.head, self._grid = QHBoxLayout(), QGridLayout()
        self.head.addWidget(self.titles)
        self.body = QVBoxLayout(self._page)
        self.body.addLayout(self.head)
        self.body.addLayout(self._grid)
        self._columns, self._was_narrow, self._lie = 0, False, False
        signals.theme_changed.connect(self.resize_page)

    def show_cards(self, cards: Sequence[PictureCard]) -> None:
        """These, in the place of those before."""
        for card in self.cards:
            let_go(card)
        self.cards = list(cards)
        for card in self.cards:
            card.setParent(self._page)  # shown without, it would be a window of its own
            card.installEventFilter(self)
            card.clicked.connect(lambda _checked=False, shown=card: self.opened.emit(shown))
        self.arrange()
        for before, after in pairwise((*self.stops(), *self.cards)):  # they may be younger than all of the window
            QWidget.setTabOrder(before, after)

    def stops(self) -> list[QWidget]:
        """The widgets that Tab comes to before the cards."""
        return [button for button in self.titles.buttons if button.focusPolicy() & Qt.FocusPolicy.TabFocus]

    def visible_cards(self) -> list[PictureCard]:
        """Those that are wanted, in order."""
        return self.cards

    def resize_page(self) -> None:
        """Take the distances that suit the font and the width."""
        t, narrow = theme(), self.is_narrow()
        side = t.px(NARROW_MARGIN if narrow else MARGIN)
        self.head.setSpacing(t.px(10 if narrow else 20))
        self.head.setContentsMargins(t.px(RING), 0, t.px(RING), t.px(4))
        self._grid.setSpacing(t.px(GAP))
        self.body.setContentsMargins(side - t.px(RING), side, side - t.px(RING), side)
        self.body.setSpacing(t.px(14))
        self.arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows go from card to card as they lie on the page."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and isinstance(watched, PictureCard):
            steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -self._columns}
            steps[Qt.Key.Key_Down] = self._columns
            if event.key() in steps:
                shown = self.visible_cards()
                place = shown.index(watched) + steps[Qt.Key(event.key())]
                if 0 <= place < len(shown):
                    shown[place].setFocus(Qt.FocusReason.TabFocusReason)
                    self.ensureWidgetVisible(shown[place])
                return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self.is_outgrown():
            self.resize_page()
        super().resizeEvent(event)  # the page is never narrower than its arrangement, which is now the one that fits

    def is_outgrown(self) -> bool:
        """Tell whether the width wants another arrangement."""
        return (self._columns, self._was_narrow, self._lie) != self._wanted()

    def _wanted(self) -> tuple[int, bool, bool]:
        return self._fitting_columns(), self.is_narrow(), self._cards_lie()

    def is_narrow(self) -> bool:
        """Tell whether margins are small."""
        return self.viewport().width() < theme().px(NARROW)

    def _fitting_columns(self) -> int:
        t = theme()
        room = self.viewport().width() - 2 * t.px(MARGIN)
        return min(max(1, room // t.px(0.75 * WIDTH + GAP)), 3)

    def _cards_lie(self) -> bool:
        """Tell whether the only card of a row has room for its words beside its picture."""
        return self._fitting_columns() == 1 and self.viewport().width() >= theme().px(LYING)

    def arrange(self) -> None:
        """Put the wanted cards into as many columns as fit."""
        self._columns, self._was_narrow, self._lie = self._wanted()
        shown = self.visible_cards()
        for card in self.cards:
            card.lie(self._lie)
            self._grid.removeWidget(card)
            card.setVisible(card in shown)
        for place, card in enumerate(shown):
            self._grid.addWidget(card, *divmod(place, self._columns))
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 1 if column < self._columns else 0)
