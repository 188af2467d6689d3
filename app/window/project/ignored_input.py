"""Keys and clicks that come too late: they were meant for what was shown before, and reach nothing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

KEYS = frozenset({QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride, QEvent.Type.Shortcut})
CLICKS = frozenset(
    {
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.Wheel,
        QEvent.Type.ContextMenu,
    }
)
INPUT = KEYS | CLICKS
"""What begins an action; a key or a button may come up again."""


def forget_input(kinds: frozenset[QEvent.Type] = INPUT) -> None:
    """Let all that was typed and clicked until now, and was not heard yet, go by; what is no event of ``kinds`` is
    heard now.
    """
    app = QApplication.instance()
    if app is None:
        return
    deaf = _Deaf(kinds)
    app.installEventFilter(deaf)
    try:
        app.processEvents()
    finally:
        app.removeEventFilter(deaf)


class _Deaf(QObject):
    def __init__(self, kinds: frozenset[QEvent.Type]) -> None:
        super().__init__()
        self._kinds = kinds

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return event.type() in self._kinds
