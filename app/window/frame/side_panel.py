"""One panel at a time at the right: a row of icons, the chosen one with its name, and the panel beneath."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QApplication, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.appearance.icons import pixmap
from app.appearance.theme import signals, theme
from app.widgets.layout import column
from app.window.frame.menu_actions import MenuActions, tip

ICON = 16


@dataclass(frozen=True)
class Tab:
    """A panel by its id, its words, its icon, and the action that opens it."""

    id: str
    text: str
    icon: str
    action: str


class SidePanel(QFrame):
    """``chosen`` tells which panel is shown; all have one width, so that the canvas stands still behind a choice."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("side panel")
        self._tabs: dict[str, Tab] = {}
        self._buttons: dict[str, _TabButton] = {}
        self._pages: dict[str, QWidget] = {}
        self.floats = False
        self._row = QHBoxLayout()
        self._row.setSpacing(0)
        self._row.addStretch(1)
        self._stack = QStackedWidget(self)
        body = QVBoxLayout(self)
        body.setContentsMargins(1, 0, 0, 0)
        body.setSpacing(0)
        body.addLayout(self._row)
        body.addWidget(self._stack, 1)
        self._resize()
        signals.theme_changed.connect(self._resize)

    def add(self, tab: Tab, page: QWidget) -> None:
        """Add a panel behind the ones that are there."""
        button = _TabButton(tab, self)
        button.clicked.connect(lambda _checked=False: self.choose(tab.id))
        self._row.insertWidget(len(self._tabs), button)
        self._stack.addWidget(page)
        self._tabs[tab.id], self._buttons[tab.id], self._pages[tab.id] = tab, button, page
        if len(self._tabs) == 1:
            self.choose(tab.id)

    def show_tips(self, actions: MenuActions) -> None:
        """Say at each tab what the action that opens it says."""
        for tab, button in zip(self._tabs.values(), self._buttons.values(), strict=True):
            button.setToolTip(tip(actions[tab.action]))

    @property
    def current(self) -> str:
        """Id of the panel that is shown."""
        return next((id for id, button in self._buttons.items() if button.isChecked()), "")

    @property
    def wanted_width(self) -> int:
        """Pixels that each of its panels would like to have."""
        return theme().px(theme().size("chrome", "side_panel"))

    def let_float(self, floats: bool) -> None:
        """Lie over the canvas of a narrow window, named alone: the strip beside it has the icons of all; or stand."""
        self.floats = floats
        self._show_tabs()

    def _show_tabs(self) -> None:
        for button in self._buttons.values():
            button.setVisible(button.isChecked() or not self.floats)

    def page(self, id: str) -> QWidget:
        """The panel of this id."""
        return self._pages[id]

    def tabs(self) -> Iterator[tuple[Tab, str]]:
        """Every panel and what its button says of itself."""
        return ((tab, self._buttons[id].toolTip()) for id, tab in self._tabs.items())

    def choose(self, id: str) -> None:
        """Show another panel; an unknown id changes nothing."""
        if id not in self._tabs:
            return
        for other, button in self._buttons.items():
            button.setChecked(other == id)
            button.updateGeometry()
        self._show_tabs()
        self._hold_focus(id)
        self._stack.setCurrentWidget(self._pages[id])
        self.chosen.emit(id)

    def _hold_focus(self, id: str) -> None:
        """Keep the keyboard here: from a page that goes Qt would hand it on, and the canvas would choose a node."""
        focus = QApplication.focusWidget()
        if focus is not None and self._pages[id] is not self._stack.currentWidget() and self._stack.isAncestorOf(focus):
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _resize(self) -> None:
        t = theme()
        self._row.setContentsMargins(t.px(8), 0, t.px(8), 0)
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        t, painter = theme(), QPainter(self)
        painter.fillRect(self.rect(), t.color("surface0"))
        if self.floats:
            painter.fillRect(0, 0, 1, self.height(), t.color("lineStrong"))
        painter.fillRect(0, t.px(t.size("chrome", "tab_row")), self.width(), 1, t.color("line"))
        painter.end()


class SideStrip(QFrame):
    """The icons of the side panel of a narrow window, one beneath the other; each opens or closes its panel."""

    def __init__(self, side: SidePanel, show: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("side strip")
        self._side, self._show = side, show
        self._buttons: dict[str, _TabButton] = {}
        self._column = column(self)
        self._column.addStretch(1)

    def show_open(self, id: str) -> None:
        """Mark the panel that is open, "" for none."""
        for tab, words in self._side.tabs():
            if tab.id not in self._buttons:
                self._add(tab)
            self._buttons[tab.id].setToolTip(words)
        for other, button in self._buttons.items():
            button.setChecked(other == id)

    def _add(self, tab: Tab) -> None:
        button = _TabButton(tab, self, icon_only=True)
        button.clicked.connect(lambda _checked=False: self._show(tab.id))
        self._column.insertWidget(len(self._buttons), button)
        self._buttons[tab.id] = button

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color("surface0"))
        painter.end()


class _TabButton(QAbstractButton):
    """An icon; the chosen one shows its name, unless only icons are wanted, and is underlined."""

    def __init__(self, tab: Tab, parent: QWidget, icon_only: bool = False) -> None:
        super().__init__(parent)
        self._tab, self._icon_only = tab, icon_only
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(tab.text)
        self.setObjectName(f"tab {tab.id}")

    @property
    def _is_named(self) -> bool:
        return self.isChecked() and not self._icon_only

    def sizeHint(self) -> QSize:
        t = theme()
        height = t.px(t.size("chrome", "tab_row")) + 1
        if not self._is_named:
            return QSize(t.px(38), height)
        words = QFontMetricsF(t.font(weight=600)).horizontalAdvance(self._tab.text)
        return QSize(round(words) + t.px(42), height)

    def paintEvent(self, event: QPaintEvent) -> None:
        t, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side, lit = t.px(ICON), self.isChecked() or self.underMouse()
        x = t.px(9) if self._is_named else (self.width() - side) // 2
        y = (self.height() - side) // 2
        painter.drawPixmap(x, y, side, side, pixmap(self._tab.icon, side, "text1" if lit else "text2"))
        if self._is_named:
            painter.setFont(t.font(weight=600))
            painter.setPen(t.color("text1"))
            words = QRectF(x + side + t.px(8), 0, self.width(), self.height())
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self._tab.text)
        if self.isChecked():
            painter.fillRect(0, self.height() - 2, self.width(), 2, t.color("accent"))
        if self.hasFocus():
            painter.setPen(QPen(t.color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(3, 5, -3, -5), t.px(5), t.px(5))
        painter.end()
