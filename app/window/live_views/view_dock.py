"""The dock of one live view: in the window, behind a tab, or in a window of its own."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QDockWidget, QWidget

from app.appearance.theme import theme
from app.plots.base.panel import Panel
from app.widgets.buttons import rise

BREATH = 30  # ms from one opened view to the next: each takes 50 ms to open and 30 ms to be laid out
SEPARATOR = "#"  # between the kind of a view and its number
APART = (560, 360)  # px at least of a view that stands apart
TITLE = 32  # px that a desktop may put above it


class ViewDock(QDockWidget):
    """A live view with its own header; ``gone`` tells its name when it was closed, ``came_back`` into the window."""

    gone = Signal(str)
    came_back = Signal()

    def __init__(self, name: str, panel: Panel, parent: QWidget) -> None:
        super().__init__(panel.title, parent)
        self.setObjectName(name)
        self.setAllowedAreas(Qt.DockWidgetArea.AllDockWidgetAreas)
        self.kind = name.partition(SEPARATOR)[0]
        self.panel, self._home = panel, parent
        self.setTitleBarWidget(panel.header)
        self.setWidget(panel)
        panel.header.renamed.connect(self.setWindowTitle)  # what its tab says
        panel.header.closing.connect(self.close)
        panel.header.detaching.connect(self._detach)
        self._stood: QPoint | None = None  # on the screen, before its button took it out
        self.topLevelChanged.connect(self._frame_soon)
        self._let_go = QTimer(self, interval=BREATH)
        self._let_go.timeout.connect(self._frame)

    @property
    def is_in_sight(self) -> bool:
        """Tell whether it is open, and not behind the tab of another: there Qt puts it outside the window."""
        return self.isVisible() and (self.isFloating() or self._home.rect().intersects(self.geometry()))

    def _detach(self) -> None:
        """Out of the window, or back into it."""
        self._stood = None if self.isFloating() else self.mapToGlobal(QPoint())
        self.setFloating(not self.isFloating())

    def _frame_soon(self, apart: bool) -> None:
        """Once the hand that may have dragged it out lets go: a window that is made anew would slip from it."""
        if apart:
            self._let_go.start()
        else:
            self._let_go.stop()
        QTimer.singleShot(0, self, self._placed)

    def _placed(self) -> None:
        rise(self.panel.header.detach_button)  # it left the mouse, and not the mouse it
        if not self.isFloating():
            self.came_back.emit()

    def _frame(self) -> None:
        """Turn what stands apart into a window of the desktop: with a frame, on whichever screen it is moved to."""
        if QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton:
            return
        self._let_go.stop()
        if not self.isFloating() or self.windowType() is Qt.WindowType.Window:
            return
        area, was_seen = self._area_apart(), self.isVisible()
        self._stood = None
        self.setWindowTitle(self.panel.title)
        self.setWindowFlags(Qt.WindowType.Window)
        self.setGeometry(area)
        self.addActions(self._home.window().actions())  # keys of the window act here too
        self.setVisible(was_seen)
        holder = self if self.panel.graph.isHidden() else self.panel.graph
        holder.setFocus(Qt.FocusReason.OtherFocusReason)  # else a button of the header would take Space

    def _area_apart(self) -> QRect:
        """Its place, as large as a window, and whole on the screen where a hand or an arrangement has put it."""
        stands = self.pos() if self._stood is None else self._stood
        middle = QRect(stands, self.size()).center()
        look, screen = theme(), QGuiApplication.screenAt(middle) or self.screen()
        room = screen.availableGeometry()
        size = self.size().expandedTo(QSize(look.px(APART[0]), look.px(APART[1]))).boundedTo(room.size())
        x = min(max(stands.x(), room.left()), room.left() + room.width() - size.width())
        y = min(max(stands.y(), room.top() + look.px(TITLE)), room.top() + room.height() - size.height())
        return QRect(QPoint(x, y), size)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.gone.emit(self.objectName())
