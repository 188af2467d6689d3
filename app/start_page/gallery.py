"""The examples: categories, a search field, and cards in as many columns as fit."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.appearance.icons import icon
from app.appearance.theme import signals, theme
from app.document.gallery import Example
from app.start_page.example_card import RING, WIDTH, ExampleCard
from app.start_page.titles import EXAMPLES, Titles
from app.translation import tr
from app.widgets.text import Text

MARGIN, NARROW_MARGIN = 48, 16
NARROW = 680  # px of the gallery
GAP = 16
LYING = 540  # px of the gallery from which the only card of a row has room for words beside its picture
SEARCH_WIDTH, SEARCH_LEAST = 220, 90


class Gallery(QScrollArea):
    """``chosen`` gives the example of the card that was pressed."""

    chosen = Signal(object)

    def __init__(self, examples: Sequence[Example], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._cards = [ExampleCard(example) for example in examples]
        self._categories = _Categories(examples)
        self._categories.chosen.connect(self._arrange)
        self._search = QLineEdit()
        self._search.setPlaceholderText(tr("Search examples"))
        self._search.setAccessibleName(tr("Search examples"))
        self._search.setClearButtonEnabled(True)
        self._glass = QAction(self._search)
        self._search.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self._search.textChanged.connect(self._arrange)
        self._nothing = Text(tr("No example speaks of that."), tone="text2")
        self.titles = Titles(EXAMPLES)
        self._page = _Ground()
        self.setWidget(self._page)
        self._head, self._beneath = QHBoxLayout(), QHBoxLayout()
        self._grid = QGridLayout()
        self._columns, self._was_narrow, self._was_crowded, self._lie = 0, False, False, False
        self._lay_out()
        for card in self._cards:
            card.installEventFilter(self)
            card.clicked.connect(lambda _checked=False, shown=card: self.chosen.emit(shown.example))
        self._resize()
        signals.theme_changed.connect(self._resize)

    def visible_cards(self) -> list[ExampleCard]:
        """The cards of the chosen category that match the search, in order."""
        typed, category = self._search.text(), self._categories.current
        return [card for card in self._cards if card.matches(typed) and category in ("", card.example.category)]

    def _lay_out(self) -> None:
        self._head.addWidget(self.titles)
        self._head.addWidget(self._categories)
        self._head.addStretch(1)
        self._head.addWidget(self._search, 3)
        self._beneath.addStretch(1)
        self._column = QVBoxLayout(self._page)
        self._column.addLayout(self._head)
        self._column.addLayout(self._beneath)
        self._column.addLayout(self._grid)
        self._column.addWidget(self._nothing)
        self._column.addStretch(1)

    def _resize(self) -> None:
        t, narrow = theme(), self._is_narrow()
        side = t.px(NARROW_MARGIN if narrow else MARGIN)
        self._head.setSpacing(t.px(10 if narrow else 20))
        self._head.setContentsMargins(t.px(RING), 0, t.px(RING), t.px(4))
        self._grid.setSpacing(t.px(GAP))
        self._column.setContentsMargins(side - t.px(RING), side, side - t.px(RING), side)
        self._column.setSpacing(t.px(14))
        self._search.setMinimumWidth(t.px(SEARCH_LEAST))
        self._search.setMaximumWidth(t.px(SEARCH_WIDTH))
        self._glass.setIcon(icon("search", 14))
        self._place_categories()
        self._arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows go from card to card as they lie on the page."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and isinstance(watched, ExampleCard):
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
        super().resizeEvent(event)
        before = self._columns, self._was_narrow, self._was_crowded, self._lie
        if before != (self._fitting_columns(), self._is_narrow(), self._is_crowded(), self._cards_lie()):
            self._resize()

    def _is_narrow(self) -> bool:
        return self.viewport().width() < theme().px(NARROW)

    def _is_crowded(self) -> bool:
        """Whether title, categories and search do not fit beside each other."""
        parts = (self.titles.sizeHint(), self._categories.sizeHint(), self._search.minimumSize())
        edges = self._column.contentsMargins().left() + self._head.contentsMargins().left()
        gaps = len(parts) * self._head.spacing() + 2 * edges
        return sum(part.width() for part in parts) + gaps > self.viewport().width()

    def _place_categories(self) -> None:
        """Beside the title, or beneath it."""
        self._was_crowded = self._is_crowded()
        before, after = (self._head, self._beneath) if self._was_crowded else (self._beneath, self._head)
        before.removeWidget(self._categories)
        if after.indexOf(self._categories) < 0:
            after.insertWidget(0 if self._was_crowded else 1, self._categories)

    def _fitting_columns(self) -> int:
        t = theme()
        room = self.viewport().width() - 2 * t.px(MARGIN)
        return min(max(1, room // t.px(0.75 * WIDTH + GAP)), 3)

    def _cards_lie(self) -> bool:
        """Whether the only card of a row has room for its words beside its picture."""
        return self._fitting_columns() == 1 and self.viewport().width() >= theme().px(LYING)

    def _arrange(self) -> None:
        self._columns, self._was_narrow, self._lie = self._fitting_columns(), self._is_narrow(), self._cards_lie()
        shown = self.visible_cards()
        for card in self._cards:
            card.lie(self._lie)
            self._grid.removeWidget(card)
            card.setVisible(card in shown)
        for place, card in enumerate(shown):
            self._grid.addWidget(card, *divmod(place, self._columns))
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 1 if column < self._columns else 0)
        self._nothing.setVisible(not shown)


class _Ground(QWidget):
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color("canvas"))
        painter.end()


class _Categories(QWidget):
    """All, and each category that an example has, in their order."""

    chosen = Signal()

    def __init__(self, examples: Sequence[Example]) -> None:
        super().__init__()
        self.current = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        group = QButtonGroup(self)
        for category in ("", *dict.fromkeys(example.category for example in examples)):
            button = _Segment(tr(category) if category else tr("All"))
            button.setChecked(not category)
            button.clicked.connect(lambda _checked=False, name=category: self._choose(name))
            group.addButton(button)
            row.addWidget(button)

    def _choose(self, category: str) -> None:
        self.current = category
        self.chosen.emit()


class _Segment(QPushButton):
    """A word; the chosen one stands on a raised ground."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(width + theme().px(28), theme().px(30))

    def paintEvent(self, event: QPaintEvent) -> None:
        t, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        if self.isChecked():
            painter.setPen(t.color("focus" if self.hasFocus() else "line"))
            painter.setBrush(t.color("surface1"))
            painter.drawRoundedRect(area, t.px(5), t.px(5))
        elif self.underMouse() or self.hasFocus():
            painter.setPen(t.color("focus") if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(t.color("surface2"))
            painter.drawRoundedRect(area, t.px(5), t.px(5))
        painter.setFont(t.font(weight=600 if self.isChecked() else 400))
        painter.setPen(t.color("text1" if self.isChecked() else "text2"))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()
