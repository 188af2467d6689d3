"""The ground of every view: pyqtgraph's plots in the theme's colours, with the mouse and keys of this window."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGraphicsRectItem, QGraphicsScene, QGraphicsView, QSizePolicy, QWidget

from app.appearance.theme import theme

ZOOM_PER_KEY = 0.85
KEY_PAN = 0.1  # of the view
UNDER_ALL, DATA, OVER_DATA = -1, 1, 2  # what is drawn over what; axes with their grids are at 0
OVER_CURVES = 10
BY_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)


class GraphWidget(pg.GraphicsLayoutWidget):  # type: ignore[misc]  # pyqtgraph carries no types
    """One plot or several, one above the other; positions are pixels of this widget.

    ``moved`` says that a hand has panned or zoomed a plot, ``swept`` from where to where it has dragged with Shift;
    menus and buttons of pyqtgraph never appear.
    """

    hovered = Signal(object)  # QPointF, or None when the mouse has left
    clicked = Signal(QPointF)
    menu_wanted = Signal(QPoint)
    autoscaled = Signal()
    moved = Signal()
    swept = Signal(QPointF, QPointF)
    resized = Signal()
    painting = Signal()  # in a moment: what is due has to be drawn now
    key_pressed = Signal(object)  # a QKeyEvent where there is no plot to move; who takes it accepts it
    focus_left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_pictured = False
        # Items change many times before a frame is complete, and once more while it is painted: the panel says when.
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.NoViewportUpdate)
        self.scene().setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(60, 60)
        self.setAcceptDrops(False)  # what is carried to a view is its dock's
        self.viewport().setAcceptDrops(False)
        self.scene().sigMouseMoved.connect(self.hovered)
        self.scene().sigMouseClicked.connect(self._tell_click)
        self._is_ringed = False
        self._sweep: QPointF | None = None  # where a drag with Shift began
        self.bare()

    def bare(self) -> None:
        """Take all plots away and ask the theme for its ground."""
        self.ci.clear()
        self.ci.layout.setContentsMargins(0, 0, 0, 0)
        self.ci.layout.setSpacing(0)
        self.setBackground(theme().color("surface0"))
        self._plots: list[Any] = []

    def add_plot(
        self,
        axes: dict[str, Any],
        room: tuple[int, int, int, int] = (0, 0, 0, 0),
        ground: bool = True,
        column: int = 0,
    ) -> Any:
        """A ``PlotItem`` below those before it; ``room`` in px is left, above, right and below its axes."""
        plot = pg.PlotItem(axisItems=axes, enableMenu=False)
        plot.hideButtons()
        plot.vb.disableAutoRange()
        plot.vb.setDefaultPadding(0.0)
        for side in ("left", "top", "right", "bottom"):
            plot.showAxis(side, side in axes)
        for side, axis in axes.items():
            axis.setZValue(OVER_DATA if side == "top" else 0)
        plot.vb.setZValue(DATA)
        plot.layout.setContentsMargins(*(theme().px(size) for size in room))
        if ground:
            rect = QGraphicsRectItem(plot)
            rect.setPen(Qt.PenStyle.NoPen)
            rect.setBrush(theme().color("plot"))
            rect.setZValue(UNDER_ALL)
            plot.vb.sigResized.connect(lambda view: rect.setRect(view.geometry()))
        plot.vb.sigResized.connect(lambda _view: self.resized.emit())
        plot.vb.sigRangeChangedManually.connect(lambda _axes: self.moved.emit())
        self.ci.addItem(plot, len(self._plots), column)
        self._plots.append(plot)
        return plot

    def add_item(self, item: Any, beside: bool = False) -> None:
        """Add an item that is no plot, below what was there before, or left of the first plot, if that has column 1."""
        self.ci.addItem(item, 0 if beside else len(self._plots), 0)

    def apply_layout(self) -> None:
        """Place everything now, so that what is drawn next knows its size."""
        if self.ci.geometry() != self.range:  # a plot takes less room than before
            self.ci.setGeometry(self.range)
        self.ci.layout.activate()
        for plot in self._plots:
            plot.layout.activate()

    def take_size(self, size: QSize) -> None:
        """Be so large from now on, also while nobody sees it; what lies around it is not asked."""
        before = self.size()
        self.resize(size)
        if not self.isVisible():
            QCoreApplication.sendEvent(self, QResizeEvent(size, before))

    @staticmethod
    @contextmanager
    def whole_paths() -> Iterator[None]:
        """Curves that are made meanwhile are drawn as paths, not as arrays of lines that no painter can map."""
        before = pg.getConfigOption("segmentedLineMode")
        pg.setConfigOption("segmentedLineMode", "off")
        try:
            yield
        finally:
            pg.setConfigOption("segmentedLineMode", before)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()  # plots take their room later, with the next turn of events

    def paintEvent(self, event: QPaintEvent) -> None:
        self.painting.emit()
        super().paintEvent(event)

    def show_now(self) -> None:
        """Paint what the items hold."""
        self.viewport().update()

    def picture(self, painter: QPainter, size: QSize) -> None:
        """Draw everything on any painter, all of it on the ground of the plots, as one sees it who has the keyboard
        elsewhere."""
        self._is_pictured = True
        self.setBackground(theme().color("plot"))
        self.render(painter, QRectF(QPointF(), size.toSizeF()), self.viewport().rect())
        self.setBackground(theme().color("surface0"))
        self._is_pictured = False

    def sizeHint(self) -> QSize:
        return QSize(theme().px(420), theme().px(240))

    def _tell_click(self, event: Any) -> None:
        if event.button() is Qt.MouseButton.RightButton:
            self.menu_wanted.emit(self.mapToGlobal(event.scenePos().toPoint()))
        elif event.double():
            self.autoscaled.emit()
        else:
            self.clicked.emit(QPointF(event.scenePos()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if shift and event.button() == Qt.MouseButton.LeftButton and self._plots:
            self._sweep = event.position()
            self.viewport().setCursor(Qt.CursorShape.SplitHCursor)
            event.accept()
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._sweep is not None:
            self.swept.emit(self._sweep, event.position())
            return
        super().mouseMoveEvent(event)
        if self.scene().dragButtons:
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._sweep is not None:
            begun, self._sweep = self._sweep, None
            self.swept.emit(begun, event.position())
        else:
            super().mouseReleaseEvent(event)
        self.viewport().unsetCursor()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.hovered.emit(None)
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._is_ringed = event.reason() in BY_KEYBOARD
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_left.emit()
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._plots:
            event.ignore()
            self.key_pressed.emit(event)
            return
        view, key = self._plots[0].vb, event.key()
        width = view.viewRange()[0][1] - view.viewRange()[0][0]
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            view.translateBy(x=(-KEY_PAN if key == Qt.Key.Key_Left else KEY_PAN) * width)
            self.moved.emit()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            factor = 1 / ZOOM_PER_KEY if key == Qt.Key.Key_Minus else ZOOM_PER_KEY
            view.scaleBy([factor if able else None for able in view.mouseEnabled()])
            self.moved.emit()
        elif key == Qt.Key.Key_Home:
            self.autoscaled.emit()
        else:
            event.ignore()

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        """The ring of the focus that came by the keyboard."""
        if self.hasFocus() and self._is_ringed and not self.underMouse() and not self._is_pictured:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme().color("focus"))
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))
