"""A box that floats over the window until it is left, and gives the keyboard back to where it was."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QWidget
from shiboken6 import isValid

from app.appearance.theme import theme

RADIUS = 8
MARGIN = 12


class FloatingBox(QFrame):
    """Hidden until it is opened; stays at its place (:meth:`place`) while what it floats over is resized.

    One with a ``field`` that it listens to hides once the keyboard goes elsewhere in the window.
    """

    WIDTH: int  # px at most

    def __init__(self, over: QWidget, name: str) -> None:
        # beside it, not in it: a dock that came later would hide the box
        super().__init__(over if over.isWindow() else over.parentWidget())
        self.over = over
        self._before: QWidget | None = None
        self._field: QWidget | None = None
        self.setObjectName(name)
        over.installEventFilter(self)
        self.hide()

    def place(self) -> None:
        """Stand at the foot of what it floats over, in its middle, as high as what it shows."""
        width = min(theme().px(self.WIDTH), self.over.width() - 2 * MARGIN)
        self.resize(width, self.height())
        self.place_at_bottom(width, max(self.heightForWidth(width), self.sizeHint().height()))

    def place_at_bottom(self, width: int, height: int) -> None:
        """At the foot of what it floats over, in its middle."""
        under = QRect(QPoint() if self.over.isWindow() else self.over.pos(), self.over.size())
        x, y = under.left() + (under.width() - width) // 2, under.top() + under.height() - height - MARGIN
        self.setGeometry(x, y, width, height)

    def open_at(self, field: QWidget) -> None:
        """Show it with the keyboard in ``field``."""
        if not self.isVisible():
            self._before = self.window().focusWidget()
        self.show()
        self.place()
        self.raise_()
        self.window().activateWindow()  # its key may have been pressed in a view that stands apart
        field.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_box(self) -> None:
        """Hide it; the keyboard goes back to where it was, if it was here and that is still there.

        It goes before the box does, or Qt would give it to what comes next meanwhile, which selects its text.
        """
        if self.has_keyboard() and self._before is not None and isValid(self._before):  # a form may be built anew
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)
        self.hide()

    def has_keyboard(self) -> bool:
        """Tell whether the window's keyboard is here."""
        focus = self.window().focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def listen_to(self, field: QWidget) -> None:
        """Hear of keys in this field, and when the keyboard leaves it."""
        self._field = field
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.over and event.type() is QEvent.Type.Resize and self.isVisible():
            self.place()
        elif watched is self._field and isinstance(event, QFocusEvent):
            was_left = event.lostFocus() and event.reason() != Qt.FocusReason.ActiveWindowFocusReason
            if was_left and not self.has_keyboard():  # for a button of its own it stays
                self.hide()
        elif watched is self._field and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return self.pressed(Qt.Key(event.key()))
        return False

    def pressed(self, key: Qt.Key) -> bool:
        """Act on a key; False for one that is the field's own."""
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.enter()
        elif key == Qt.Key.Key_Escape:
            self.close_box()
        else:
            return False
        return True

    def enter(self) -> None:
        """Do what Enter does."""

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.color("lineStrong"), 1))
        painter.setBrush(look.color("surface1"))
        radius = look.px(RADIUS)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.end()
