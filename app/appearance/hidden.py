"""Widgets that Qt tells of another style of the application: none as the old goes, those in sight as the new comes.

Qt takes the old style off all that it knows as polished and tells every widget of it, lays out what is then without a
sheet, and does the same again for the new one. Of all panels that were ever open few are in sight.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

# Marks that Qt sets itself: taken because a change of theme misses its bar without (decisions 0165 and 0217).
POLISHED = Qt.WidgetAttribute.WA_WState_Polished
NOT_TOLD = Qt.WidgetAttribute.WA_SetStyle
"""Qt tells what has a style of its own of no other."""


class Untold:
    """Widgets that hear nothing of the styles that come and go until they are told.

    Those that were left so by a change before, and not shown since, are among them already.
    """

    def __init__(self, app: QApplication, but_for_all: bool) -> None:
        """Nobody, where ``but_for_all`` is to be told at once."""
        self._app = app
        every = app.allWidgets()
        if but_for_all:
            _clear_marks(
                widget for widget in every if widget.testAttribute(NOT_TOLD) and not widget.testAttribute(POLISHED)
            )
        self._widgets = [] if but_for_all else [widget for widget in every if not widget.testAttribute(NOT_TOLD)]
        for widget in self._widgets:
            widget.setAttribute(NOT_TOLD)
            widget.setAttribute(POLISHED, False)

    def tell_seen(self) -> None:
        """Those in sight hear of the next one, the others when they are shown."""
        later = self._app.findChild(PolishedAsShown) or PolishedAsShown(self._app)
        for widget in self._widgets:
            if widget.isVisible():
                _clear_marks((widget,))
            else:
                widget.installEventFilter(later)


class PolishedAsShown(QObject):
    """Filters the events of widgets that are ``Untold``, each until it is shown."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget):
            watched.removeEventFilter(self)
            if not watched.testAttribute(POLISHED):
                _clear_marks((watched,))
                for kind in (QEvent.Type.Polish, QEvent.Type.StyleChange):
                    QApplication.sendEvent(watched, QEvent(kind))
        return False


def _clear_marks(widgets: Iterable[QWidget]) -> None:
    for widget in widgets:
        widget.setAttribute(NOT_TOLD, False)
        widget.setAttribute(POLISHED)
