"""A panel that is filled anew for a moment gets shorter, and would lose the place to which it was scrolled."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QScrollBar, QWidget

from app.appearance.theme import theme
from app.widgets.layout import Scrolling

PATIENCE = 3000  # ms after which what has gone stays away
ROOM_ABOVE = 64  # px


class KeptPlace(QObject):
    """Scrolls back to where ``bar`` stood once there is room again, unless it was moved or time has passed."""

    def __init__(self, bar: QScrollBar) -> None:
        super().__init__(bar)
        self._bar = bar
        self._wanted: int | None = None
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE)
        self._patience.timeout.connect(self._forget)
        bar.rangeChanged.connect(self._range_changed)
        bar.valueChanged.connect(self._moved)

    def _range_changed(self, _low: int, high: int) -> None:
        stood = self._bar.value() if self._wanted is None else self._wanted
        if stood > high:
            self._wanted = stood
            self._patience.start()
            self._bar.setValue(high)
        elif self._wanted is not None:
            self._forget()
            self._bar.setValue(stood)

    def _moved(self, value: int) -> None:
        if self._wanted is not None and value != min(self._wanted, self._bar.maximum()):
            self._forget()  # by a hand, or to what has begun

    def _forget(self) -> None:
        self._wanted = None
        self._patience.stop()


class KeptScrolling(Scrolling):
    """A column that is filled anew beneath and above what a person looks at."""

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(content, parent)
        KeptPlace(self.verticalScrollBar())

    def bring_back(self, field: QWidget) -> None:
        """Scroll to a field, as little as there is to, with room above it for what is said of it."""
        self.ensureWidgetVisible(field, 0, theme().px(ROOM_ABOVE))
