"""A node or a quantity that is carried to the live views: what can show a node is offered where it is let go."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QMenu, QWidget

from app.appearance.theme import theme
from app.canvas.scene.landing import Landing
from app.document.document import Document
from app.document.elements import Node
from app.document.words.plot_words import plot_choices
from app.i18n.translation import tr
from app.plots.base.panel import Panel
from app.widgets.plot_drag import CarriedPlot, carried_plot
from app.window.frame.menu_actions import as_written
from app.window.frame.workspace import Workspace
from app.window.live_views.views import LiveViews

FILL = 0.16
RADIUS = 6


class ViewDrop(Landing):
    """The area of the live views, or the transport bar where none is open, and views apart take nodes of the canvas."""

    def __init__(self, views: LiveViews, workspace: Workspace, document: Callable[[], Document]) -> None:
        self._views, self._workspace, self._document = views, workspace, document
        self.menu = QMenu(workspace)
        self.quantities = QuantityDrop(self, views, workspace)

    def hover(self, node: str, at: QPoint) -> bool:
        """Mark what takes the node while it is over it."""
        drawn = self._document().nodes.get(node)
        return self._mark(at, "" if drawn is None else tr("Show {name} in a view", name=drawn.title))

    def hover_quantity(self, carried: CarriedPlot, at: QPoint) -> bool:
        """Mark what takes a quantity: the view that can be of it, else all of them."""
        what = self._words_of(carried)
        if not what:
            return self.hover(carried.node, at)
        view = self._view_for(carried, at)
        if view is None:
            return self._mark(at, tr("Show {what} in a new view", what=what))
        return self._mark(at, tr("Show {what} in this view", what=what), view)

    def take_quantity(self, carried: CarriedPlot, at: QPoint) -> None:
        """Show a quantity in the view under the mouse, where that can be of it, else in a new one."""
        kind, view = self._kind_for(carried), self._view_for(carried, at)
        if not self._words_of(carried) or kind is None:
            self.take(carried.node, at)
        elif view is None:
            self._views.add_new(kind).view_node(carried.node, carried.of)
        else:
            view.view_node_too(carried.node, carried.of)

    def _mark(self, at: QPoint, words: str, view: Panel | None = None) -> bool:
        """Mark all views under a place of the screen, or one of them, where there are words to say of it."""
        apart, area = self._views.apart_at(at), self._area()
        over: QWidget | None = apart
        if apart is not None:
            area = apart.rect()
        elif area.contains(self._workspace.mapFromGlobal(at)):
            over = self._workspace
            if view is not None:
                area = QRect(view.mapTo(self._workspace, QPoint()), view.size())
        self._leave_all_but(over if words else None)
        if over is None or not words:
            return False
        mark = mark_of(over) or DropMark(over)
        mark.show_on(area, words)
        return mark.isVisible()

    def _words_of(self, carried: CarriedPlot) -> str:
        """Words for what is carried, empty where this drawing does not have it or no view can be of it."""
        drawn = self._document().nodes.get(carried.node)
        if drawn is None or self._kind_for(carried) is None:
            return ""
        choices = plot_choices(self._document(), drawn)
        words = next((said for shows, of, said in choices if (shows, of) == (carried.shows, carried.of)), "")
        return f"{drawn.title} \u00b7 {words}" if words else ""

    def _kind_for(self, carried: CarriedPlot) -> str | None:
        """The first kind of view that can be of it."""
        kinds = self._views.kinds().items()
        return next((kind for kind, panel in kinds if carried.shows in panel.quantities), None)

    def _view_for(self, carried: CarriedPlot, at: QPoint) -> Panel | None:
        view = self._views.view_at(at)
        return view if view is not None and carried.shows in view.quantities else None

    def leave(self) -> None:
        """Take the mark away."""
        self._leave_all_but(None)

    def _leave_all_but(self, over: QWidget | None) -> None:
        for ground in (self._workspace, *self._views.areas(), *self._views.apart()):
            mark = mark_of(ground)
            if mark is not None and ground is not over:
                mark.hide()

    def take(self, node: str, at: QPoint) -> None:
        """Offer the views that can show the node."""
        drawn = self._document().nodes.get(node)
        if drawn is None:
            return
        self.menu.clear()
        self._offer(drawn, self._views.view_at(at))
        self.menu.popup(at)

    def _area(self) -> QRect:
        """Of the workspace: all views in it, or the bar below them."""
        shown: list[QWidget] = [*self._views.areas()] or [self._workspace.transport]
        whole = QRect()
        for widget in shown:
            corner = widget.mapTo(self._workspace, QPoint())
            whole = whole.united(QRect(corner, widget.size()))
        return whole

    def _offer(self, node: Node, under: Panel | None) -> None:
        title = as_written(node.title)
        if under is not None and under.shows(node):
            words = tr("Show {name} in this view: {view}", name=title, view=under.title)
            self.menu.addAction(words).triggered.connect(lambda _on: under.view_node(node.id))
            self.menu.addSeparator()
        for kind, panel in self._views.kinds().items():
            if panel.shows(node):
                action = self.menu.addAction(tr("New view: {view}", view=panel.name()))
                action.triggered.connect(partial(self._open, kind, node.id))
        if self.menu.isEmpty():
            self.menu.addAction(tr("No live view shows {name}", name=title)).setEnabled(False)

    def _open(self, kind: str, node: str, _checked: bool = False) -> None:
        self._views.add_new(kind).view_node(node)


def mark_of(over: QWidget) -> DropMark | None:
    """The mark of what takes nodes, if it has had one: each has its own, which goes with it."""
    return over.findChild(DropMark, options=Qt.FindChildOption.FindDirectChildrenOnly)


class DropMark(QWidget):
    """Lies over what takes the node and says so."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._words = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_on(self, area: QRect, words: str) -> None:
        """Mark this part of the widget."""
        self._words = words
        self.setAccessibleName(words)
        self.setGeometry(area)
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        painter.setPen(QPen(look.color("accent"), 2))
        painter.setBrush(look.color("accent", FILL))
        painter.drawRoundedRect(area, look.px(RADIUS), look.px(RADIUS))
        painter.setFont(look.font(weight=600))
        words = painter.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, int(area.width()))
        bar = QRectF(painter.fontMetrics().boundingRect(words)).adjusted(
            -look.px(12), -look.px(6), look.px(12), look.px(6)
        )
        bar.moveCenter(area.center())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("surface2"))
        painter.drawRoundedRect(bar, look.px(RADIUS), look.px(RADIUS))
        painter.setPen(look.color("text1"))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, words)
        painter.end()


class QuantityDrop(QObject):
    """Takes quantities that a drag carries over every view, and over the bar where none is open."""

    def __init__(self, landing: ViewDrop, views: LiveViews, workspace: Workspace) -> None:
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
