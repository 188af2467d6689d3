"""A popup that finds one thing among many by typing: commands (Ctrl+K) and nodes (Ctrl+F)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.appearance.icons import pixmap
from app.appearance.theme import theme
from app.i18n.translation import in_english, tr
from app.widgets.model_catalogue import Rank
from app.window.frame.floating_box import FloatingBox

WIDTH = 560
ROWS_SHOWN = 11
ROW = 30
TOP = 56
WORDS = 34  # px before them, where an icon stands
GAP = 18
LARGEST_NAME = 0.7  # of a row, before what stands at its right gives way no more
ELSEWHERE = 4  # as a description answers, see ``app.widgets.model_catalogue.search_rank``
Answer: TypeAlias = Callable[[str], Rank | None]
AnyIndex = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class ChooserEntry:
    """One line: its words, where it belongs, its keys, its icon, its action, and whether it can act.

    ``reason`` says why it cannot, and stands in the place of where it belongs.
    ``answer`` says how well it answers what is typed where its words alone do not, as of a model that has other names.
    ``also`` has words by which it is found beside those that are shown, and so has the English of its words. What
    ``text`` says beyond its ``name``, as of the step that is undone, finds it last.
    """

    text: str
    belongs: str
    callback: Callable[[], object]
    keys: str = ""
    icon: str = ""
    color: QColor | None = None
    able: bool = True
    answer: Answer | None = None
    also: str = ""
    name: str = ""
    reason: str = ""

    def is_that_of(self, before: ChooserEntry) -> bool:
        """Tell whether this is the same command as one from before, which may say other words of itself since."""
        return self.callback == before.callback or (self.text, self.belongs) == (before.text, before.belongs)


def matching(entries: Sequence[ChooserEntry], typed: str) -> list[ChooserEntry]:
    """Entries that hold every typed word, those that begin with the text first; of such, usable ones before others.

    What is called so and cannot act now stays ahead of what is only like it, lest Enter does that in its place.
    """
    found = [(entry, at) for entry in entries if (at := _answered(entry, typed)) is not None]
    return [entry for entry, _ in sorted(found, key=lambda answer: (answer[1][:2], not answer[0].able, answer[1][2]))]


def _answered(entry: ChooserEntry, typed: str) -> tuple[int, bool, Rank] | None:
    """Rank an entry's answer: 0 says just that, 1 begins so or has a word that does, 2 has the words, 4 belongs so.

    Of those that answer alike, commands that have words of their own only come first.
    """
    words = typed.casefold().split()
    if not words:
        return (0, False, (0, 0, 0))
    if entry.answer is not None:
        at = entry.answer(typed)
        return None if at is None else (at[0], True, at)
    name, whole = entry.name or entry.text, typed.casefold()
    texts = [text.casefold() for text in (name, in_english(name)) if text]
    also = (words.casefold() for words in (entry.also, in_english(entry.also)) if words)
    names = ", ".join((*texts, *also))
    everything = f"{names} {entry.text} {entry.belongs} {in_english(entry.belongs)}".casefold()
    if not all(word in everything for word in words):
        return None
    ahead = any(text.startswith(whole) for text in texts)
    begins = ahead or f" {whole}" in names
    how = (0 if whole in texts else 1) if begins else 2 if all(word in names for word in words) else ELSEWHERE
    return (how, False, (0, not ahead, 0))


class Chooser(FloatingBox):
    """Floats over the window while it is open; Up and Down choose, Enter does, Esc closes."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, "chooser")
        self._find: Callable[[], Sequence[ChooserEntry]] = tuple
        self._entries: Sequence[ChooserEntry] = ()
        self._first = 0  # the row that is chosen while nothing is typed
        self._soon = QTimer(self, singleShot=True)  # several commands change at once
        self._soon.timeout.connect(self._find_anew)
        self._typed = QLineEdit(self)
        self._typed.textChanged.connect(self._search)
        self.listen_to(self._typed)
        self._list = QListView(self)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setStyleSheet("background: transparent; border: none")
        self._list.setUniformItemSizes(True)
        self._list.setMouseTracking(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._rows = _ChooserModel(self)
        self._list.setModel(self._rows)
        self._list.setItemDelegate(_ChooserDelegate(self))
        self._list.clicked.connect(lambda index: self._choose(index.row()))
        self._list.entered.connect(self._list.setCurrentIndex)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        column.addWidget(self._typed)
        column.addWidget(self._list)

    def open(self, find: Callable[[], Sequence[ChooserEntry]], prompt: str, first: int = 0) -> None:
        """Show the entries that ``find`` returns to choose from, number ``first`` chosen; ``prompt`` stands in the
        empty field.
        """
        self._find, self._entries, self._first = find, find(), first
        self._typed.setPlaceholderText(prompt)
        self._typed.setAccessibleName(prompt)
        self._typed.clear()
        self._search("")
        self.open_at(self._typed)

    @property
    def shown(self) -> list[ChooserEntry]:
        """The entries that match what is typed."""
        return self._rows.entries

    def renew(self) -> None:
        """Show in a moment what the entries are now; the chosen one stays chosen."""
        if self.isVisible():
            self._soon.start()

    def _find_anew(self) -> None:
        if not self.isVisible():
            return
        before = self._rows.entries[row] if (row := self._list.currentIndex().row()) >= 0 else None
        self._entries = self._find()
        self._search(self._typed.text())
        if before is not None:
            same = (i for i, entry in enumerate(self.shown) if entry.is_that_of(before))
            self._list.setCurrentIndex(self._rows.index(next(same, 0)))

    def _search(self, typed: str) -> None:
        self._rows.show(matching(self._entries, typed))
        self.place()
        self._list.setCurrentIndex(self._rows.index(0 if typed else self._first))

    def place(self) -> None:
        t, window = theme(), self.over
        width = min(t.px(WIDTH), window.width() - t.px(32))
        rows = min(max(len(self._rows.entries), 1), ROWS_SHOWN)
        height = self._typed.sizeHint().height() + rows * t.px(ROW) + t.px(26)
        self.setGeometry((window.width() - width) // 2, t.px(TOP), width, height)

    def _choose(self, row: int) -> None:
        if not 0 <= row < len(self._rows.entries):
            return
        entry = self._rows.entries[row]
        if entry.able:
            self.close_box()
            entry.callback()

    def pressed(self, key: Qt.Key) -> bool:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
        if key not in steps:
            return super().pressed(key)
        row, last = self._list.currentIndex().row(), len(self._rows.entries) - 1
        self._list.setCurrentIndex(self._rows.index(min(max(row + steps[key], 0), last)))
        return True

    def enter(self) -> None:
        self._choose(self._list.currentIndex().row())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._rows.entries:
            painter = QPainter(self)
            painter.setPen(theme().color("text2"))
            area = QRectF(self._list.geometry())
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, tr("Nothing of that name"))
            painter.end()


class _ChooserModel(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.entries: list[ChooserEntry] = []

    def show(self, entries: list[ChooserEntry]) -> None:
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008  (Qt's own signature)
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self.entries[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return entry.text
        return None


class _ChooserDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(0, theme().px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        t = theme()
        rows = index.model()
        if not isinstance(rows, _ChooserModel):
            return
        entry = rows.entries[index.row()]
        area = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(t.color("accentSoft"))
            painter.drawRoundedRect(area, t.px(4), t.px(4))
        if entry.icon:
            side = t.px(16)
            top = int(area.center().y() - side / 2 + 1)
            tint = entry.color or ("text2" if entry.able else "disabled")
            picture = pixmap(entry.icon, side, tint)
            painter.drawPixmap(int(area.x()) + t.px(8), top, side, side, picture)
        right = self._paint_right(painter, entry, area)
        painter.setFont(t.font())
        painter.setPen(t.color("text1" if entry.able else "disabled"))
        words = QRectF(area.x() + t.px(WORDS), area.y(), right - area.x() - t.px(WORDS + 6), area.height())
        said = QFontMetricsF(painter.font()).elidedText(entry.text, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, said)
        painter.restore()

    def _paint_right(self, painter: QPainter, entry: ChooserEntry, area: QRectF) -> float:
        """Paint where it belongs and its keys; returns how far left they reach."""
        t = theme()
        right = area.right() - t.px(10)
        name = QFontMetricsF(t.font()).horizontalAdvance(entry.text)
        least = area.x() + min(t.px(WORDS) + name + t.px(GAP), LARGEST_NAME * area.width())
        painter.setFont(t.font(12))
        painter.setPen(t.color("text2"))
        metrics = QFontMetricsF(painter.font())
        for words in (entry.keys, entry.reason or entry.belongs):
            if not words:
                continue
            words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, right - least)
            width = metrics.horizontalAdvance(words)
            place = QRectF(right - width - 1, area.y(), width + 2, area.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, words)
            right -= width + t.px(GAP)
        return right
