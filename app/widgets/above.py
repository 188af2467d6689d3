"""A dialog above a window, which takes no other input meanwhile but can still be closed.

Qt lets nobody close a window that a modal dialog stands above, so these are not modal: a cover that nobody sees lies
over the window and gives its mouse and keys back to the dialog.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDialog, QWidget
from shiboken6 import isValid


def open_above(dialog: QDialog, then: Callable[[], object] = lambda: None) -> None:
    """Show ``dialog`` above the window of its parent until it is finished; ``then`` the window has its input again."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    parent = dialog.parentWidget()
    if parent is not None:
        ModalCover(parent.window(), dialog)
    dialog.finished.connect(lambda _result: then())
    dialog.setWindowModality(Qt.WindowModality.NonModal)
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()


def afterwards(window: QWidget, act: Callable[[], object]) -> None:
    """Do what a dialog above ``window`` was asked to do, once it and the click that ended it are gone.

    What opens or writes a file serves events meanwhile: within that click they might end what the click still needs.
    """
    QTimer.singleShot(0, window, act)


class ModalCover(QWidget):
    """Lies over all of ``window`` until ``dialog`` is finished; then the keyboard is where it was."""

    def __init__(self, window: QWidget, dialog: QDialog) -> None:
        super().__init__(window)
        self._window, self._dialog, self._focus = window, dialog, window.focusWidget()
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setGeometry(window.rect())
        window.installEventFilter(self)
        dialog.finished.connect(self._lift)
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.ActiveWindowFocusReason)

    def _lift(self) -> None:
        if self.isHidden():
            return
        had_keyboard = self._window.focusWidget() is self
        self._window.removeEventFilter(self)
        self.hide()
        if had_keyboard and self._focus is not None:
            with suppress(RuntimeError):  # it may be gone
                self._focus.setFocus(Qt.FocusReason.ActiveWindowFocusReason)
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self.setGeometry(self._window.rect())
        elif event.type() is QEvent.Type.WindowActivate:
            QTimer.singleShot(0, self, self._hand_over)  # once all have heard of it
        return False

    def event(self, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.MouseButtonPress | QEvent.Type.MouseButtonDblClick | QEvent.Type.KeyPress:
                self._hand_over()
            case QEvent.Type.ShortcutOverride | QEvent.Type.MouseButtonRelease | QEvent.Type.MouseMove:
                pass
            case QEvent.Type.Wheel | QEvent.Type.ContextMenu | QEvent.Type.KeyRelease:
                pass
            case _:
                return super().event(event)
        event.accept()
        return True

    def _hand_over(self) -> None:
        """Unless another dialog stands above this one."""
        covers = [child for child in self._window.children() if isinstance(child, ModalCover) and child.isVisible()]
        if covers[-1:] == [self] and isValid(self._dialog):
            self._dialog.raise_()
            self._dialog.activateWindow()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()  # else the window beneath would be asked

    def dropEvent(self, event: QDropEvent) -> None:
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
