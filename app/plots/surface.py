"""The ground of a plot: paints what its owner draws, and turns mouse and keys into pan, zoom and cursor."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.appearance.theme import theme

Paint = Callable[[QPainter, QSize], None]
NOTCH = 120.0  # of a wheel, in eighths of a degree
ZOOM_PER_NOTCH = 0.85
CLICK_SLACK = 4.0  # px that a hand may tremble during a click
KEY_PAN = 0.1  # of the view


class Surface(QWidget):
    """``panned`` tells fractions of the size, ``zoomed`` a factor and where; a click did not move."""

    hovered = Signal(object)  # QPointF or None
    pressed_at = Signal(QPointF)
    clicked = Signal(QPointF)
    panned = Signal(float, float)
    zoomed = Signal(float, QPointF)
    autoscaled = Signal()

    def __init__(self, paint: Paint, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._paint = paint
        self._pressed: QPointF | None = None
        self._last = QPointF()
        self._moved = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(60, 60)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(420), theme().px(240))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            self._paint(painter, self.size())
            if self.hasFocus() and not self.underMouse():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(theme().color("focus"))
                painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        finally:
            painter.end()  # a painter left open by a mistake would take the whole window down

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed, self._last, self._moved = event.position(), event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        here = event.position()
        if self._pressed is None:
            self.hovered.emit(here)
            return
        if not self._moved and (here - self._pressed).manhattanLength() < CLICK_SLACK:
            return
        self._moved = True
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self.panned.emit(
            (here.x() - self._last.x()) / max(self.width(), 1),
            (here.y() - self._last.y()) / max(self.height(), 1),
        )
        self._last = here

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self._pressed is not None:
            self._pressed = None
            self.unsetCursor()
            if not self._moved:
                self.clicked.emit(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.autoscaled.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() / NOTCH
        if notches:
            self.zoomed.emit(ZOOM_PER_NOTCH**notches, event.position())
        event.accept()

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.hovered.emit(None)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        center = QPointF(self.width() / 2, self.height() / 2)
        key = event.key()
        if key == Qt.Key.Key_Left:
            self.panned.emit(KEY_PAN, 0.0)
        elif key == Qt.Key.Key_Right:
            self.panned.emit(-KEY_PAN, 0.0)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoomed.emit(ZOOM_PER_NOTCH, center)
        elif key == Qt.Key.Key_Minus:
            self.zoomed.emit(1 / ZOOM_PER_NOTCH, center)
        elif key == Qt.Key.Key_Home:
            self.autoscaled.emit()
        else:
            super().keyPressEvent(event)
