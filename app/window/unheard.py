"""Keys and clicks that come too late: they were meant for what was shown before, and reach nothing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.ShortcutOverride,
        QEvent.Type.Shortcut,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.Wheel,
        QEvent.Type.ContextMenu,
    }
)
"""What begins a deed; a key or a button may come up again."""


def forget_input() -> None:
    """Let all that was typed and clicked until now, and was not heard yet, go by."""
    app = QApplication.instance()
    if app is None:
        return
    deaf = _Deaf()
    app.installEventFilter(deaf)
    try:
        app.processEvents()
    finally:
        app.removeEventFilter(deaf)


class _Deaf(QObject):
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return event.type() in INPUT
