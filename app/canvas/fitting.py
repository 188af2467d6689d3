"""All of a drawing in sight, beside what lies over the canvas."""

from __future__ import annotations

from itertools import chain

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainterPath, QPainterPathStroker, QPen
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.canvas.ground.endless_view import LEAST_ZOOM
from app.canvas.overlay_layout import Overlays
from app.canvas.overlays.caption import LEGIBLE
from app.canvas.scene.surface import Surface

MARGIN = 24.0  # scene units around the drawing
HARDLY = 0.005  # of the zoom, by which a note that is read above the drawing is too small to read itself


class Fitting:
    """``covered`` are the pixels at the right that a panel lies over."""

    def __init__(self, view: Surface, overlays: Overlays) -> None:
        self._view, self._overlays = view, overlays
        self._holds = False
        self.covered = 0

    def fit(self) -> None:
        """Show the whole network, at most at its actual size, and nothing of it under the map.

        A note that would be too small to read, and is read above the drawing, gives its room to the others.
        """
        view, caption = self._view, self._overlays.caption
        if not view.drawing.nodes:
            view.set_zoom(1.0)
            view.centerOn(QPointF())
            return
        room = self._room()
        self._show(view.drawing.content_area(), room)
        note = caption.note() if caption.is_needed else None
        above = QRect() if note is None else caption.place_for(note)
        if note is not None and not above.isEmpty():
            room.setTop(max(room.top(), above.bottom()))
            self._show(view.drawing.area_without(note.id), room, LEGIBLE - HARDLY)
        self._overlays.minimap.update()
        self._holds = True

    def bring(self, area: QRectF) -> None:
        """Go as far as it takes to see all of an area of the drawing, in the zoom there is, with nothing over it."""
        view, minimap, edge = self._view, self._overlays.minimap, theme().px(MARGIN)
        placed = QRectF(view.mapFromScene(area).boundingRect())
        room = self._room().adjusted(edge, edge, -edge, -edge)
        aside = _way(placed, room)
        if placed.translated(aside).intersects(QRectF(minimap.geometry())) and not minimap.isHidden():
            room.setBottom(minimap.y() - edge)
            aside = _way(placed, room)
        if not aside.isNull():
            view.centerOn(view.visible_area().center() - aside / (view.zoom * theme().scale))
            minimap.update()

    def keep(self) -> None:
        """The room has changed: show all of it again, unless somebody has looked elsewhere since."""
        if self._holds:
            self.fit()

    def end(self) -> None:
        """Somebody looks elsewhere."""
        self._holds = False

    def _show(self, drawn: QRectF, room: QRectF, most: float = 1.0) -> None:
        """All that is drawn within an area, beside the map if it hid something of it."""
        minimap, area = self._overlays.minimap, drawn.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
        self._fit_into(area, room, most)
        if self._hides_something(minimap):
            beside, above = QRectF(room), QRectF(room)
            beside.setRight(minimap.x())
            above.setBottom(minimap.y())
            self._fit_into(area, max(above, beside, key=lambda part: _scale(area, part)), most)

    def _fit_into(self, area: QRectF, room: QRectF, most: float) -> None:
        """Show an area of the drawing in the middle of a part of the viewport, at most in a zoom."""
        view = self._view
        zoom = min(_scale(area, room) / theme().scale, most)
        view.least_zoom = min(LEAST_ZOOM, zoom)
        view.set_zoom(zoom)
        aside = room.center() - QRectF(view.viewport().rect()).center()
        view.centerOn(area.center() - aside / (view.zoom * theme().scale))

    def _room(self) -> QRectF:
        """The part of the viewport over which neither the bar nor a panel lies."""
        room = QRectF(self._view.viewport().rect()).adjusted(0, 0, -self.covered, 0)
        hidden = self._overlays.toolbar.geometry().bottom()
        room.setTop(min(hidden, room.height() / 2))
        return room

    def _hides_something(self, over: QWidget) -> bool:
        """Tell whether a node, a badge or a thread lies under what lies over the canvas."""
        view, drawing = self._view, self._view.drawing
        covered = view.mapToScene(over.geometry()).boundingRect()
        if over.isHidden():
            return False
        areas = chain((n.scene_area() for n in drawing.nodes.values()), (i.badge for i in drawing.links.values()))
        paths = (item.way.path for item in drawing.links.values())
        return any(map(covered.intersects, areas)) or any(_leads_through(covered, path) for path in paths)


def _leads_through(area: QRectF, path: QPainterPath) -> bool:
    """Tell whether a path has a point in an area."""
    is_near = path.controlPointRect().adjusted(-1, -1, 1, 1).intersects(area)  # a straight one has no height
    return is_near and QPainterPathStroker(QPen()).createStroke(path).intersects(area)


def _way(area: QRectF, room: QRectF) -> QPointF:
    """The shift that brings an area within a room; one that is too large begins at its top left."""
    right = max(room.left() - area.left(), min(room.right() - area.right(), 0.0))
    down = max(room.top() - area.top(), min(room.bottom() - area.bottom(), 0.0))
    return QPointF(right, down)


def _scale(area: QRectF, room: QRectF) -> float:
    """The largest scale at which an area fits into a room."""
    return min(room.width() / area.width(), room.height() / area.height())
