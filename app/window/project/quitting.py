"""The key that quits works in every dialog of the window, too."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QWidget


class Quitting(QObject):
    """Gives the action to every dialog that gets the keyboard: keys of a window do not act in those."""

    def __init__(self, window: QWidget, quit: QAction) -> None:
        super().__init__(window)
        self._window, self._quit = window, quit
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.connect(self._offer)

    @Slot()
    def _offer(self) -> None:
        dialog = above = QApplication.activeWindow()
        while above is not None and above is not self._window:
            above = above.parentWidget()
        if isinstance(dialog, QDialog) and above is self._window:
            dialog.addAction(self._quit)

    def close_dialogs(self) -> None:
        """Nothing stands above a window that goes; what was asked there is answered by no."""
        for dialog in self._window.findChildren(QDialog):
            if dialog.isVisible():
                dialog.reject()
