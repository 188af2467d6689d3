"""Takes the quantities of the properties, which a drag carries, over the live views and the bar below them."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from app.widgets.plot_drag import CarriedPlot, carried_plot
from app.window.frame.workspace import Workspace
from app.window.live_views.views import LiveViews


class QuantityLanding(Protocol):
    """Places are those of the screen."""

    def hover_quantity(self, carried: CarriedPlot, at: QPoint) -> bool: ...

    def take_quantity(self, carried: CarriedPlot, at: QPoint) -> None: ...

    def leave(self) -> None: ...


class QuantityDrop(QObject):
    """Every view takes them, within the window and apart, and the bar where none is open."""

    def __init__(self, landing: QuantityLanding, views: LiveViews, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._landing, self._views, self._bar = landing, views, workspace.transport
        views.changed.connect(self._attend)
        self._attend()

    def _attend(self) -> None:
        for ground in (*self._views.docks(), self._bar):
            if not ground.acceptDrops():
                ground.setAcceptDrops(True)
                ground.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.DragLeave:
            self._landing.leave()
            return False
        if not isinstance(event, QDropEvent) or not isinstance(watched, QWidget):
            return False
        carried, at = carried_plot(event.mimeData()), watched.mapToGlobal(event.position().toPoint())
        if carried is None:
            return False
        taken = self._landing.hover_quantity(carried, at)
        event.setDropAction(Qt.DropAction.CopyAction)
        event.setAccepted(taken or isinstance(event, QDragEnterEvent))  # who refuses to be entered hears of no move
        if event.type() is QEvent.Type.Drop:
            self._landing.leave()
            if taken:
                self._landing.take_quantity(carried, at)
        return True
