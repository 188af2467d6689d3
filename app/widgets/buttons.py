"""Buttons of three looks (primary, quiet, flat) and the small ones that are only an icon."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QCursor, QPainter
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from app.appearance.icons import icon, paint_icon
from app.appearance.style import set_look
from app.appearance.theme import theme
from app.widgets.naming import named
from app.widgets.painted_widget import PaintedButton, PaintedWidget
from app.widgets.painting import inside, round_rect
from app.widgets.themed import apply_and_follow

ICON = 16
SMALL_ICON = 14
TARGET = 24  # smallest side of anything that is clicked


def rise_after(menu: QMenu, button: QAbstractButton) -> None:
    """Let a button look as before once its menu is gone: Qt tells it nothing of a mouse that left within the menu."""
    menu.aboutToHide.connect(lambda: QTimer.singleShot(0, button, lambda: rise(button)))


def rise(button: QAbstractButton) -> None:
    """Let it look untouched unless the mouse is over it."""
    if not button.rect().contains(button.mapFromGlobal(QCursor.pos())):
        QApplication.sendEvent(button, QEvent(QEvent.Type.Leave))
        button.update()


class Button(QPushButton):
    """Words, an icon where given, and one of the looks "primary", "quiet", "flat"."""

    def __init__(self, words: str, look: str = "quiet", icon_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self._look, self._icon = look, icon_name
        set_look(self, look)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)
        apply_and_follow(self, self._restyle)

    def setMenu(self, menu: QMenu) -> None:
        super().setMenu(menu)
        rise_after(menu, self)

    def set_icon_name(self, name: str) -> None:
        """Show another icon."""
        self._icon = name
        self._restyle()

    def _restyle(self) -> None:
        if self._icon:
            color = "onAccent" if self._look == "primary" else "text1"
            self.setIcon(icon(self._icon, theme().px(ICON), color))
            self.setIconSize(QSize(theme().px(ICON), theme().px(ICON)))


class IconButton(PaintedButton):
    """One small icon with its words in the tooltip; takes the place of a row's mark or reset."""

    natural = (TARGET, TARGET)

    def __init__(self, name: str, words: str, tone: str = "text3", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._tone = name, tone
        self.setToolTip(words)
        self.setAccessibleName(words)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.unsetCursor()

    def paint(self, painter: QPainter) -> None:
        look = theme()
        tone = "disabled" if not self.isEnabled() else "text1" if self.underMouse() else self._tone
        if self.underMouse() and self.isEnabled():
            round_rect(painter, QRectF(self.rect()), look.px(4), None, look.color("surface2"))
        if self.hasFocus():
            round_rect(painter, inside(self), look.px(4), look.color("focus"), None)
        side = look.px(SMALL_ICON)
        area = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        paint_icon(painter, self._name, area, tone)


class ToolButton(QToolButton):
    """An icon in a bar, with its words under the mouse."""

    def __init__(self, name: str, words: str, tip: str = "", side: int = ICON) -> None:
        super().__init__()
        named(self, words, tip or words)
        self._name, self._side = name, side
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        apply_and_follow(self, self._restyle)

    def _restyle(self) -> None:
        side = theme().px(self._side)
        self.setIcon(icon(self._name, side))
        self.setIconSize(QSize(side, side))


class Mark(PaintedWidget):
    """An icon that only says something, such as the waves of a live value; its words are the tooltip."""

    natural = (ICON, ICON)

    def __init__(self, name: str, words: str, tone: str = "text3", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.icon_name, self._tone = name, tone
        self.setToolTip(words)
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def paint(self, painter: QPainter) -> None:
        side = theme().px(SMALL_ICON)
        area = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        paint_icon(painter, self.icon_name, area, self._tone)
