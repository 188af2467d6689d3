"""The row at the top: mark, menus, the document's name and state, undo, command search, theme, help."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAction, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMenuBar, QSizePolicy, QToolButton, QWidget

from app.appearance.brand import Brand
from app.appearance.icons import pixmap
from app.appearance.theme import signals, theme
from app.i18n.translation import tr
from app.window.frame.menu_actions import MenuActions

MARK = 18
SEARCH_WIDTH, SEARCH_ICON = 226, 32
TITLE_GAP = 12  # beside the title
ICON = 16
NAME_SHARE = 2 / 3  # of the room, for a name that wants it
NARROWEST_TITLE = 60
TITLE_ROOM = 190  # for which the words of the search give way
UNSAVED = " •"  # where the words for it have no room
FILM_WIDTH = 74
MINUTE = 60  # seconds


class TitleBar(QWidget):
    """40 px; the title stands in the middle of the window while there is room."""

    def __init__(self, actions: MenuActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("title bar")
        self._name = ""
        self._state = ""
        self._is_saved = True
        self.menu_bar = QMenuBar(self)
        self.menu_bar.setNativeMenuBar(False)
        self.menu_bar.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        actions.build(self.menu_bar)
        self.search = SearchButton(self)
        self.search.clicked.connect(actions["view.commands"].trigger)
        self._undo = _button(self, actions["edit.undo"])
        self._redo = _button(self, actions["edit.redo"])
        self._theme = _button(self, actions["view.theme"])
        self._help = _button(self, actions["help.shortcuts"])
        self.film = FilmButton(self)
        self._row = QHBoxLayout(self)
        self._mark = Brand(MARK, self)
        self._row.addWidget(self._mark)
        self._row.addWidget(self.menu_bar, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addStretch(1)
        for widget in (self.film, self._undo, self._redo, self.search, self._theme, self._help):
            self._row.addWidget(widget)
        self._resize()
        signals.theme_changed.connect(self._resize)

    def show_document(self, name: str, state: str, is_saved: bool = True) -> None:
        """``Digits`` and ``edited``, or two empty words on the start page."""
        self._name, self._state, self._is_saved = name, state, is_saved
        self.setAccessibleName(f"{name} · {state}" if name else tr("Spikeloom"))
        self._suit_search()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._suit_search()

    def _suit_search(self) -> None:
        """Its words stand where they leave the title its room."""
        t = theme()
        strong, plain = (QFontMetricsF(t.font(weight=weight)) for weight in (600, 400))
        wanted = strong.horizontalAdvance(self._name) + plain.horizontalAdvance(f" · {self._state}")
        title = min(wanted, t.px(TITLE_ROOM)) + 2 * t.px(TITLE_GAP) if self._name else 0.0
        others = self._row.sizeHint().width() - self.search.sizeHint().width()
        self.search.show_words(self.width() >= others + title + t.px(SEARCH_WIDTH))
        self._row.activate()  # the title is painted between what stands there now
        self.update()

    @property
    def title(self) -> str:
        """The title in the middle."""
        return f"{self._name} · {self._state}" if self._name else ""

    def _first_button(self) -> QWidget:
        """The leftmost of those at the right."""
        return self._undo if self.film.isHidden() else self.film

    def _resize(self) -> None:
        t = theme()
        self.setFixedHeight(t.px(t.size("chrome", "menubar")))
        self._row.setContentsMargins(t.px(14), 0, t.px(10), 1)
        self._row.setSpacing(t.px(4))
        self.menu_bar.setFont(t.font())
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        t, painter = theme(), QPainter(self)
        painter.fillRect(self.rect(), t.color("surface0"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, t.color("line"))
        if self._name:
            self._paint_title(painter)
        painter.end()

    def shortened(self, room: float) -> tuple[str, str]:
        """The name and what is said of it, as much as there is ``room`` for; of the two the name says more.

        Where words have no room, a mark says that something is not saved yet.
        """
        strong, plain = (QFontMetricsF(theme().font(weight=weight)) for weight in (600, 400))
        state = f" · {self._state}" if self._state else ""
        if room - plain.horizontalAdvance(state) < min(strong.horizontalAdvance(self._name), NAME_SHARE * room):
            state = "" if self._is_saved else UNSAVED
        share = room - plain.horizontalAdvance(state)
        return strong.elidedText(self._name, Qt.TextElideMode.ElideMiddle, share), state

    def title_room(self) -> tuple[int, int]:
        """The places where the title may begin, and where it must end."""
        gap = theme().px(TITLE_GAP)
        return self.menu_bar.geometry().right() + gap, self._first_button().x() - gap

    def _paint_title(self, painter: QPainter) -> None:
        t = theme()
        strong, plain = t.font(weight=600), t.font()
        left, right = self.title_room()
        room = right - left
        if room < t.px(NARROWEST_TITLE):
            return
        name, state = self.shortened(room)
        name_width, state_width = (
            QFontMetricsF(font).horizontalAdvance(words) for font, words in ((strong, name), (plain, state))
        )
        width = name_width + state_width
        x = min(max(self.width() / 2 - width / 2, left), right - width)
        area = QRectF(x, 0, name_width + 1, self.height() - 1)
        painter.setFont(strong)
        painter.setPen(t.color("text1"))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, name)
        painter.setFont(plain)
        painter.setPen(t.color("text2"))
        area = QRectF(x + name_width, 0, state_width + 2, self.height() - 1)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, state)


def _button(parent: QWidget, action: QAction) -> QToolButton:
    button = QToolButton(parent)
    button.setDefaultAction(action)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    button.setIconSize(QSize(ICON, ICON))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAccessibleName(action.text())
    return button


class FilmButton(QAbstractButton):
    """Ends the video that is being made; shows for how long it goes on already. Hidden while none is."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(tr("Stop recording the video"))
        self.setToolTip(tr("Stop recording the video"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_seconds(0.0)
        self.hide()

    def show_seconds(self, seconds: float) -> None:
        """Show the time as minutes and seconds."""
        self.setText(f"{int(seconds) // MINUTE}:{int(seconds) % MINUTE:02d}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(FILM_WIDTH), theme().px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        t, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(t.color("focus"), 2) if self.hasFocus() else QPen(t.color("error"), 1))
        painter.setBrush(t.color("surface2" if self.underMouse() else "errorSoft"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), t.px(5), t.px(5))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(t.color("error"))
        side = t.px(9)
        painter.drawRect(QRectF(t.px(11), (self.height() - side) / 2, side, side))
        painter.setFont(t.font(12, 600, tabular=True))
        painter.setPen(t.color("text1"))
        words = QRectF(t.px(27), 0, self.width() - t.px(30), self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.end()


class SearchButton(QAbstractButton):
    """Looks like a field and opens the command palette."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(tr("Search commands"))
        self.setToolTip(tr("Search commands"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._has_words = True

    def show_words(self, shown: bool) -> None:
        """Look like a field, or be an icon where there is no room."""
        if shown != self._has_words:
            self._has_words = shown
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(SEARCH_WIDTH if self._has_words else SEARCH_ICON), theme().px(28))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(SEARCH_ICON), theme().px(28))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        t, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        focused = self.hasFocus()
        painter.setPen(QPen(t.color("focus" if focused else "line"), 2 if focused else 1))
        painter.setBrush(t.color("surface2" if self.underMouse() else "field"))
        painter.drawRoundedRect(area, t.px(5), t.px(5))
        side = t.px(14)
        painter.drawPixmap(t.px(9), (self.height() - side) // 2, side, side, pixmap("search", side, "text2"))
        if self._has_words:
            painter.setFont(t.font())
            painter.setPen(t.color("text2"))
            words = QRectF(t.px(29), 0, self.width() - t.px(84), self.height())
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, tr("Search commands"))
            self._paint_keys(painter)
        painter.end()

    def _paint_keys(self, painter: QPainter) -> None:
        t = theme()
        painter.setFont(t.font(11))
        keys = tr("Ctrl K")
        width = QFontMetricsF(painter.font()).horizontalAdvance(keys) + t.px(10)
        height = t.px(18)
        area = QRectF(self.width() - width - t.px(7) + 0.5, (self.height() - height) / 2 + 0.5, width, height - 1)
        painter.setPen(QPen(t.color("line"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(area, t.px(4), t.px(4))
        painter.setPen(t.color("text2"))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, keys)
