"""Every shortcut on one sheet, from the actions' own data."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QFontMetrics, QKeySequence, QPainter
from PySide6.QtWidgets import QDialog, QSizePolicy, QWidget

from app.appearance.theme import theme
from app.commands.actions import Action
from app.i18n.translation import tr
from app.widgets.fields.search_field import SearchField
from app.widgets.layout import Ground, Scrolling, column, fill, row
from app.widgets.painted_widget import PaintedWidget
from app.widgets.painting import MIDDLE, inset_rect, paint_text
from app.widgets.text import HEADING, STRONG, Text

SIZE = (720, 560)
COLUMNS = 2


class ShortcutsSheet(QDialog):
    """One group per menu, by its title; typing filters."""

    def __init__(self, menus: Sequence[tuple[str, Sequence[Action]]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keyboard shortcuts"))
        self.lines: list[ShortcutLine] = []
        self.search = SearchField(tr("Search shortcuts"))
        self.search.setFixedWidth(theme().px(220))
        self.search.textChanged.connect(self._filter)
        self._groups: list[tuple[QWidget, list[ShortcutLine]]] = []
        ground = Ground()
        head = fill(row(), Text(tr("Keyboard shortcuts"), size=HEADING, weight=STRONG), 1, self.search)
        content = QWidget()
        sides = [column(spacing=14) for _ in range(COLUMNS)]
        fill(row(content, spacing=36), *((side, 1) for side in sides))
        heights = [0] * COLUMNS
        for title, rows in menus:
            actions = [action for action in rows if action.shortcuts]
            if actions:
                shortest = heights.index(min(heights))
                sides[shortest].addWidget(self._group(title, actions))
                heights[shortest] += len(actions) + 2
        for side in sides:
            side.addStretch(1)
        fill(column(ground, (20, 16, 20, 16), 12), head, (Scrolling(content), 1))
        column(self).addWidget(ground)
        self.resize(theme().px(SIZE[0]), theme().px(SIZE[1]))

    def _group(self, title: str, actions: Sequence[Action]) -> QWidget:
        group = QWidget()
        lines = [ShortcutLine(action) for action in actions]
        fill(column(group, spacing=3), Text(title, weight=STRONG), *lines)
        self.lines += lines
        self._groups.append((group, lines))
        return group

    def _filter(self, text: str) -> None:
        wanted = text.strip().casefold()
        for group, lines in self._groups:
            for line in lines:
                line.setVisible(wanted in line.words.casefold())
            group.setVisible(any(not line.isHidden() for line in lines))


class ShortcutLine(QWidget):
    """One action at the left, its keys at the right."""

    def __init__(self, action: Action, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.keys = [
            QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText) for shortcut in action.shortcuts
        ]
        self.words = " ".join((action.text.replace("&", ""), *self.keys))
        name = Text(action.text.replace("&", ""), tone="text2", elided=True)
        fill(row(self, spacing=5), (name, 1), *map(KeyCap, self.keys))


class KeyCap(PaintedWidget):
    """Keys as they are printed on a keyboard."""

    def __init__(self, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = keys
        self.setAccessibleName(keys)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        look = theme()
        width = QFontMetrics(look.font(11, 500)).horizontalAdvance(self._keys) + look.px(12)
        return QSize(max(width, look.px(22)), look.px(20))

    def paint(self, painter: QPainter) -> None:
        look = theme()
        inset_rect(painter, QRectF(self.rect()), look.color("surface1"), look.color("lineStrong"))
        paint_text(painter, QRectF(self.rect()), self._keys, "text1", 11, 500, MIDDLE)
