"""Plain keys belong to the field that is being typed into, Enter to the button that has the focus, and so does Space
where the keyboard went to it: after a click of the mouse Space runs and pauses. So it does where a value was typed and
Enter has chosen all of it: a space in its place means nothing. Undo takes such a value back, as any change."""

from __future__ import annotations

from weakref import ReferenceType, ref

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from shiboken6 import Shiboken

from app.widgets.fields.quantity_field import QuantityField
from app.widgets.fields.text_field import TextField

_FIELDS = (QLineEdit, QAbstractSpinBox, QTextEdit, QPlainTextEdit)
_PRESSED_BY_SPACE = (QAbstractButton, QComboBox, QAbstractItemView)
_COMMAND_KEYS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


def takes_text(widget: QWidget | None) -> bool:
    """Tell whether a person types into this widget."""
    return isinstance(widget, _FIELDS)


class TextFocus(QObject):
    """Keeps shortcuts without a modifier from acting while a text field has the focus.

    Enter presses a focused button on every platform; by itself Qt does so on some desktops only.
    Only the widget that has the focus is watched: a filter of the whole application would make every event of every
    widget, each of its paintings too, wait for Python while a simulation computes in it.
    """

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._watched: ReferenceType[QWidget] | None = None  # the last to hold it would delete it within Qt's event
        self._clicked: ReferenceType[QWidget] | None = None  # what the mouse gave the focus to
        application.focusChanged.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        """Watch what has the focus now; what the signal carries is not asked for, it may be half destroyed."""
        before = self._watched() if self._watched is not None else None
        now = QApplication.focusWidget()
        if before is not None and Shiboken.isValid(before):
            before.removeEventFilter(self)
        self._watched = None if now is None else ref(now)
        if now is not None:
            now.installEventFilter(self)
            self._remember(now)

    def _remember(self, now: QWidget) -> None:
        """A list that opened over a field gives the keyboard back to it as it had it."""
        if now.window().windowType() == Qt.WindowType.Popup:
            return
        if QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self._clicked = ref(now)
        elif not self._is_clicked(now):
            self._clicked = None

    def _is_clicked(self, widget: QWidget | None) -> bool:
        return widget is not None and self._clicked is not None and self._clicked() is widget

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent):
            return False
        if event.type() is QEvent.Type.ShortcutOverride and (_runs(event) or _undoes_what_was_taken(event)):
            event.ignore()  # else the field would take it
            return True
        if event.type() is QEvent.Type.ShortcutOverride and self._rests(event):
            event.accept()  # the key goes on to the widget as a plain key press
            return True
        if event.type() is QEvent.Type.KeyPress and isinstance(watched, QAbstractButton):
            return self._press(watched, event)
        return False

    @staticmethod
    def _press(button: QAbstractButton, event: QKeyEvent) -> bool:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or not plain or event.isAutoRepeat():
            return False
        button.click()
        return True

    def _rests(self, event: QKeyEvent) -> bool:
        if event.modifiers() & _COMMAND_KEYS or Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35:
            return False
        widget = QApplication.focusWidget()
        if takes_text(widget):
            return event.key() != Qt.Key.Key_Escape
        if event.key() != Qt.Key.Key_Space or self._is_clicked(widget):
            return False
        return isinstance(widget, _PRESSED_BY_SPACE)


def _runs(event: QKeyEvent) -> bool:
    """Tell whether a field of a value leaves Space to the run."""
    widget = QApplication.focusWidget()
    is_plain = event.key() == Qt.Key.Key_Space and not event.modifiers()
    return is_plain and isinstance(widget, QuantityField) and widget.is_chosen_whole


def _undoes_what_was_taken(event: QKeyEvent) -> bool:
    """Tell whether undo and redo are those of the drawing: what was typed into the field is in it already."""
    widget = QApplication.focusWidget()
    if not isinstance(widget, (QuantityField, TextField)) or widget.isModified():
        return False
    return event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)
