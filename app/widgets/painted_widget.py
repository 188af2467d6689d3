"""Widgets and buttons that paint themselves in the colours of the theme."""

from __future__ import annotations

from abc import abstractmethod

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QToolTip, QWidget

from app.appearance.theme import theme
from app.widgets.themed import follow


class PaintedWidget(QWidget):
    """Paints itself; ``natural`` and ``least`` are widths and heights in the pixels of the theme, None Qt's own."""

    natural: tuple[float, float] | None = None
    least: tuple[float, float] | None = None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        follow(self, self.update)

    @abstractmethod
    def paint(self, painter: QPainter) -> None:
        """Paint all of it, smoothly."""

    def sizeHint(self) -> QSize:
        return super().sizeHint() if self.natural is None else QSize(*map(theme().px, self.natural))

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint() if self.least is None else QSize(*map(theme().px, self.least))

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint(painter)
        painter.end()


class WidgetOfPlaces(PaintedWidget):
    """Says other words about each place of it; apart, as Qt would ask every painted widget about every event."""

    @abstractmethod
    def tip_at(self, place: QPointF) -> str:
        """The words at a place of it."""

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tip_at(event.pos().toPointF()), self)
            return True
        return super().event(event)


class PaintedButton(QAbstractButton):
    """The same as a button under a hand, as wide as there is room."""

    natural: tuple[float, float] | None = None
    least: tuple[float, float] | None = None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        follow(self, self.update)

    @abstractmethod
    def paint(self, painter: QPainter) -> None:
        """Paint all of it, smoothly."""

    def sizeHint(self) -> QSize:
        return super().sizeHint() if self.natural is None else QSize(*map(theme().px, self.natural))

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint() if self.least is None else QSize(*map(theme().px, self.least))

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint(painter)
        painter.end()
