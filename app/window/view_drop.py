"""A node that is carried from the canvas to the live views: what can show it is offered where it is let go."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QMenu, QWidget

from app.appearance.theme import theme
from app.document.document import Document, Node
from app.plots.panel import Panel
from app.translation import tr
from app.window.live_views import LiveViews
from app.window.menu_actions import as_written
from app.window.workspace import Workspace

FILL = 0.16
RADIUS = 6


class ViewDrop:
    """The area of the live views, or the transport bar where none is open, and views apart take nodes of the canvas."""

    def __init__(self, views: LiveViews, workspace: Workspace, document: Callable[[], Document]) -> None:
        self._views, self._workspace, self._document = views, workspace, document
        self.menu = QMenu(workspace)

    def hover(self, node: str, at: QPoint) -> bool:
        """Mark what takes the node while it is over it."""
        apart, area = self._views.apart_at(at), self._area()
        over: QWidget | None = apart
        if apart is not None:
            area = apart.rect()
        elif area.contains(self._workspace.mapFromGlobal(at)):
            over = self._workspace
        self._leave_all_but(over)
        drawn = self._document().nodes.get(node)
        if over is None or drawn is None:
            return False
        mark = mark_of(over) or DropMark(over)
        mark.show_on(area, tr("Show {name} in a view", name=drawn.title))
        return mark.isVisible()

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
        shown = self._views.areas() or [self._workspace.transport]
        whole = QRect()
        for widget in shown:
            corner = widget.mapTo(self._workspace, QPoint())
            whole = whole.united(QRect(corner, widget.size()))
        return whole

    def _offer(self, node: Node, under: Panel | None) -> None:
        title = as_written(node.title)
        if under is not None and under.shows(node):
            words = tr("Show {name} in this view: {view}", name=title, view=under.title)
            self.menu.addAction(words).triggered.connect(lambda _on: under.look_at(node.id))
            self.menu.addSeparator()
        for kind, panel in self._views.kinds().items():
            if panel.shows(node):
                action = self.menu.addAction(tr("New view: {view}", view=panel.name()))
                action.triggered.connect(partial(self._open, kind, node.id))
        if self.menu.isEmpty():
            self.menu.addAction(tr("No live view shows {name}", name=title)).setEnabled(False)

    def _open(self, kind: str, node: str, _checked: bool = False) -> None:
        self._views.add_new(kind).look_at(node)


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
