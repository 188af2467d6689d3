"""Widgets that nobody sees take another style when they are shown: of all panels that were ever open few are."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

POLISHED = Qt.WidgetAttribute.WA_WState_Polished


def unpolished(widgets: Iterable[QWidget]) -> list[QWidget]:
    """Those that are hidden: Qt leaves them as they are when the style of the application changes."""
    hidden = [widget for widget in widgets if not widget.isVisible()]
    for widget in hidden:
        widget.setAttribute(POLISHED, False)
    return hidden


class PolishedAsShown(QObject):
    """Filters the events of widgets that were left ``unpolished``, each until it is shown."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget):
            watched.removeEventFilter(self)
            if not watched.testAttribute(POLISHED):
                QApplication.sendEvent(watched, QEvent(QEvent.Type.Polish))
        return False
