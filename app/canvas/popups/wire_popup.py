"""A search beside a point of the scene; the wire that was dropped there hangs on while its continuation is chosen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF
from PySide6.QtGui import QHideEvent, QPainter
from PySide6.QtWidgets import QApplication

from app.canvas.links.wire import paint_wire
from app.canvas.painting.ports import End
from app.canvas.popups.search_popup import SearchPopup
from app.canvas.scene.surface import Surface

MARGIN = 8


class WirePopup(SearchPopup):
    """``wire`` is the port of which a wire comes, if one does; ``at`` the point of the scene."""

    def __init__(
        self, view: Surface, placeholder: str, heading: str, footer: str, at: QPointF, wire: End | None
    ) -> None:
        super().__init__(view, placeholder, heading, footer)
        self._editor, self.at, self.wire = view.editor, at, wire

    def open_at(self, place: QPoint) -> None:
        """Show beside a point of the view, wholly inside it."""
        room = self._view.rect().adjusted(0, 0, -self._view.covered, 0)
        x = min(max(place.x() + MARGIN, MARGIN), max(room.width() - self.width() - MARGIN, MARGIN))
        y = min(max(place.y() + MARGIN, MARGIN), max(room.height() - self.height() - MARGIN, MARGIN))
        self.move(x, y)
        self.show()
        self.raise_()
        self.field.setFocus()

    def paint_wire(self, painter: QPainter) -> None:
        """From its port, or from the group around its node, to where it was dropped."""
        if self.wire is None or not self.isVisible():
            return
        node_id, _ = self.wire
        item = self._view.drawing.item_of(node_id) if node_id in self._editor.document.nodes else None
        placed = next((p for p in item.ports if p.end == self.wire), None) if item is not None else None
        if item is not None and placed is not None:
            paint_wire(painter, item.pos() + placed.point, self.at, item.face.color, placed.is_output)

    @property
    def is_orphaned(self) -> bool:
        """True if the node of its wire is gone."""
        return self.wire is not None and self.wire[0] not in self._editor.document.nodes

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self.field.hasFocus() and not event.spontaneous():  # else Qt would hand the keyboard on as by Tab
            self._view.setFocus()
        self._view.redraw_overlay()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and event.type() == QEvent.Type.FocusOut:
            elsewhere = QApplication.focusWidget()
            if elsewhere is not None and not self.isAncestorOf(elsewhere):
                self.close()  # a person has gone on to something else in the window
        return super().eventFilter(watched, event)

    def leave(self) -> None:
        self.close()
        self._view.setFocus()
