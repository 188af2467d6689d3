"""Widgets that are shown as windows of their own because they have no parent yet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from app.window.main_window import MainWindow


class StrayWindows(QObject):
    """Watches what is shown: a stray flashes on the screen, and on some systems takes the keyboard with it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def eventFilter(self, shown: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(shown, QWidget) and _is_stray(shown):
            self.found.append(f"{type(shown).__name__} {shown.accessibleName()}".strip())
        return False


def _is_stray(shown: QWidget) -> bool:
    return shown.isWindow() and shown.parent() is None and not isinstance(shown, MainWindow)


@contextmanager
def no_stray_windows() -> Iterator[None]:
    """Fail at the end if any was shown meanwhile."""
    watching = StrayWindows()
    application = QApplication.instance()
    assert application is not None
    application.installEventFilter(watching)
    try:
        yield
    finally:
        application.removeEventFilter(watching)
    assert not watching.found, f"shown as windows before they had a parent: {watching.found}"
