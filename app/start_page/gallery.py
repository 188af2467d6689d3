"""The examples: categories, a search field, and their cards."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from app.appearance.theme import theme
from app.document.example import Example
from app.i18n.translation import tr
from app.start_page.card import PictureCard
from app.start_page.card_page import CardPage
from app.start_page.example_card import ExampleCard
from app.start_page.titles import EXAMPLES
from app.widgets.fields.search_field import SearchField
from app.widgets.layout import fill, row
from app.widgets.text import Text

SEARCH_WIDTH, SEARCH_LEAST = 220, 90


class Gallery(CardPage):
    """``chosen`` gives the example of the card that was pressed."""

    chosen = Signal(object)

    def __init__(self, examples: Sequence[Example], parent: QWidget | None = None) -> None:
        super().__init__(EXAMPLES, parent)
        self._categories = _Categories(list(dict.fromkeys(tr(example.category) for example in examples)))
        self._categories.chosen.connect(self.arrange)
        self._search = SearchField(tr("Search examples"))
        self._search.textChanged.connect(self.arrange)
        self._nothing = Text(tr("No example speaks of that."), tone="text2")
        self._was_crowded, self._beneath = False, QHBoxLayout()
        self._lay_out()
        self.opened.connect(lambda card: self.chosen.emit(card.example))
        self.show_cards([ExampleCard(example) for example in examples])
        self.resize_page()

    def visible_cards(self) -> list[PictureCard]:
        """The cards of the chosen category that match the search, in order."""
        typed, category = self._search.text(), self._categories.current
        return [card for card in self.cards if card.matches(typed) and category in ("", card.category)]

    def stops(self) -> list[QWidget]:
        return [*super().stops(), *self._categories.findChildren(QToolButton), self._search]

    def _lay_out(self) -> None:
        fill(self.head, self._categories, 1, (self._search, 3))
        self.body.insertLayout(1, fill(self._beneath, 1))
        fill(self.body, self._nothing, 1)

    def resize_page(self) -> None:
        t = theme()
        self._search.setMinimumWidth(t.px(SEARCH_LEAST))
        self._search.setMaximumWidth(t.px(SEARCH_WIDTH))
        super().resize_page()
        self._place_categories()

    def is_outgrown(self) -> bool:
        return super().is_outgrown() or self._was_crowded != self._is_crowded()

    def arrange(self) -> None:
        super().arrange()
        self._nothing.setVisible(not self.visible_cards())

    def _is_crowded(self) -> bool:
        """Tell whether title, categories and search do not fit beside each other."""
        parts = (self.titles.sizeHint(), self._categories.sizeHint(), self._search.minimumSize())
        edges = self.body.contentsMargins().left() + self.head.contentsMargins().left()
        gaps = len(parts) * self.head.spacing() + 2 * edges
        return sum(part.width() for part in parts) + gaps > self.viewport().width()

    def _place_categories(self) -> None:
        """Beside the title, or beneath it."""
        self._was_crowded = self._is_crowded()
        before, after = (self.head, self._beneath) if self._was_crowded else (self._beneath, self.head)
        before.removeWidget(self._categories)
        if after.indexOf(self._categories) < 0:
            after.insertWidget(0 if self._was_crowded else 1, self._categories)


class _Categories(QWidget):
    """All, and each category, in their order."""

    chosen = Signal()

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self.current = ""
        line = row(self, spacing=2)
        group = QButtonGroup(self)
        for category in ("", *names):
            button = QToolButton()
            button.setText(category or tr("All"))
            button.setCheckable(True)
            button.setChecked(not category)
            button.clicked.connect(lambda _checked=False, name=category: self._choose(name))
            group.addButton(button)
            line.addWidget(button)

    def _choose(self, category: str) -> None:
        self.current = category
        self.chosen.emit()
