"""The rows of a small popup: an icon, a name, and a quiet word at the right; chosen by arrows or mouse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.appearance.icons import paint_icon
from app.appearance.theme import theme
from app.widgets.painting import RIGHT, paint_text, round_rect

NAME_SHARE = 2 / 3  # of the room, for a name that wants it
ICON, PAD = 16, 8  # px
NAME, DETAIL = 13, 12  # sizes of letters
ROW_ROLE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class OfferRow:
    """One offer: what is returned when it is chosen, and what is shown."""

    key: str
    icon: str
    name: str
    detail: str
    hint: str = ""


class _OfferDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, theme().px(theme().size("chrome", "popup_row")))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        look = theme()
        row: OfferRow = index.data(ROW_ROLE)
        area = QRectF(option.rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            round_rect(painter, area, look.px(4), None, look.color("accentSoft"))
        size, pad = look.px(ICON), look.px(PAD)
        paint_icon(painter, row.icon, QRectF(area.left() + pad, area.center().y() - size / 2, size, size), "text2")
        words = area.adjusted(2 * pad + size, 0, -pad, 0)
        name, detail = fitted(row, words.width() - pad)
        paint_text(painter, words, detail, "text2", DETAIL, where=RIGHT)
        paint_text(painter, words, name, "text1", NAME)


def fitted(row: OfferRow, room: float) -> tuple[str, str]:
    """The name and the quiet word, as much of both as there is ``room`` for; of the two the name says more."""
    large, small = _metrics()
    wanted = min(large.horizontalAdvance(row.name) + 1, NAME_SHARE * room)
    share = max(room - small.horizontalAdvance(row.detail), wanted)
    name = large.elidedText(row.name, Qt.TextElideMode.ElideRight, share)
    left = room - large.horizontalAdvance(name)
    return name, small.elidedText(row.detail, Qt.TextElideMode.ElideMiddle, left)


def wanted_width(rows: Sequence[OfferRow]) -> int:
    """Pixels in which every name and its quiet word have room."""
    large, small = _metrics()
    widest = max((large.horizontalAdvance(row.name) + small.horizontalAdvance(row.detail) for row in rows), default=0.0)
    return ceil(widest) + theme().px(ICON + 5 * PAD)  # around the icon, between the words, behind them


def _metrics() -> tuple[QFontMetricsF, QFontMetricsF]:
    """Of names and of quiet words."""
    return QFontMetricsF(theme().font(NAME, tabular=True)), QFontMetricsF(theme().font(DETAIL, tabular=True))


class OfferList(QListWidget):
    """Keeps one row chosen; ``row_taken`` tells which was clicked or confirmed."""

    row_taken = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setItemDelegate(_OfferDelegate(self))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.viewport().setAutoFillBackground(False)
        self.itemEntered.connect(self.setCurrentItem)
        self.itemClicked.connect(lambda item: self.row_taken.emit(item.data(ROW_ROLE).key))

    def show_rows(self, rows: Sequence[OfferRow]) -> None:
        """Other rows, the first of them chosen."""
        self.clear()
        for row in rows:
            item = QListWidgetItem(row.name)
            item.setData(ROW_ROLE, row)
            item.setToolTip(row.hint or f"{row.name}\n{row.detail}")
            self.addItem(item)
        self.setCurrentRow(0)

    def step(self, by: int) -> None:
        """Choose the next or the previous row, around the ends."""
        if self.count():
            self.setCurrentRow((self.currentRow() + by) % self.count())

    def take(self) -> None:
        """Confirm the chosen row."""
        item = self.currentItem()
        if item is not None:
            self.row_taken.emit(item.data(ROW_ROLE).key)
