"""Pictures, two of them, of what stands still while something is dragged: a frame of the drag copies them.

The lower one is the ground with the links, the upper one the nodes; links that come along lie between them, nodes
that do on top. So a frame takes as long in a large network as in a small one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap, QRegion, QTransform
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene, QStyleOptionGraphicsItem

from app.appearance.blank_picture import blank_picture

if TYPE_CHECKING:
    from app.canvas.ground.endless_view import EndlessView

NODES = 0.5  # z above which items lie in the upper picture
BENEATH_FIRST = Qt.SortOrder.AscendingOrder
TOUCHING = Qt.ItemSelectionMode.IntersectsItemBoundingRect
SPILL = 2  # pixels by which what is drawn reaches over its rectangle


# A frame of a drag took 30 ms without: decision 0139.
class DragPictures:
    """Takes the pictures in the second frame that shows the same part of the scene; the first is painted as always."""

    def __init__(self, scene: QGraphicsScene) -> None:
        self._scene = scene
        self._moving: dict[QGraphicsItem, None] = {}
        self._seen: tuple[QTransform, QSize] | None = None
        self._lower = self._upper = QPixmap()
        self._changed: list[QRectF] = []
        self.all_anew = False

    @property
    def is_on(self) -> bool:
        """True if something is dragged."""
        return bool(self._moving)

    @contextmanager
    def painted_anew(self) -> Iterator[None]:
        """Much changes at once: all is painted anew, and no item says what of it is to be."""
        self.forget()
        for view in self._scene.views():
            view.viewport().update()  # of the scene itself Qt would hear only once until the next turn
        self.all_anew = True
        try:
            yield
        finally:
            self.all_anew = False

    def begin(self, moving: Iterable[QGraphicsItem]) -> None:
        """From now on these items move, and no others."""
        self._moving = dict.fromkeys(moving)
        self.forget()

    def end(self) -> None:
        """Nothing is dragged any more."""
        if self._moving:
            self._moving = {}
            self.forget()
            for view in self._scene.views():
                view.viewport().update()  # what moved lies among the others again

    def forget(self) -> None:
        """The pictures are no longer right."""
        self._seen, self._lower, self._upper = None, QPixmap(), QPixmap()
        self._changed.clear()

    def changed(self, item: QGraphicsItem, area: QRectF) -> None:
        """An item, or its ``area`` in its own coordinates, is to be drawn anew."""
        if not self._lower.isNull() and item not in self._moving:
            self._changed.append(item.mapRectToScene(area))

    def paint(self, view: EndlessView, region: QRegion) -> bool:
        """Paint ``region`` of the viewport; False where it has to be painted as always."""
        if not self._moving:
            return False
        seen = view.viewportTransform(), view.viewport().size()
        if seen != self._seen:
            self.forget()
            self._seen = seen
            return False
        if self._lower.isNull():
            size = view.viewport().size().toTuple()
            self._lower, self._upper = (blank_picture(*size, view.devicePixelRatioF()) for _ in range(2))
            self._draw(view, QRegion(view.viewport().rect()))
        elif self._changed:
            self._draw(view, self._outdated(view.viewportTransform()) & view.viewport().rect())
        self._changed.clear()
        painter = QPainter(view.viewport())
        painter.setRenderHints(view.renderHints())
        over = {item: item.zValue() > NODES for item in self._moving if item.scene() is self._scene}
        for picture, is_over in ((self._lower, False), (self._upper, True)):
            painter.drawPixmap(QPoint(), picture)
            paint_items(painter, view.viewportTransform(), [item for item in over if over[item] == is_over])
        painter.setWorldTransform(view.viewportTransform())
        view.drawForeground(painter, view.visible_area())
        painter.end()
        return True

    def _outdated(self, transform: QTransform) -> QRegion:
        region = QRegion()
        for area in self._changed:
            region += transform.mapRect(area).toAlignedRect().adjusted(-SPILL, -SPILL, SPILL, SPILL)
        return region

    def _draw(self, view: EndlessView, region: QRegion) -> None:
        """Draw a part of both pictures anew."""
        transform = view.viewportTransform()
        inverted, _ = transform.inverted()
        area = inverted.mapRect(QRectF(region.boundingRect()))
        still = [item for item in self._scene.items(area, TOUCHING, BENEATH_FIRST) if item not in self._moving]
        still = [i for i in still if region.intersects(transform.mapRect(i.sceneBoundingRect()).toAlignedRect())]
        for picture in (self._lower, self._upper):
            painter = QPainter(picture)
            painter.setRenderHints(view.renderHints())
            painter.setClipRegion(region)
            if picture is self._lower:
                painter.setWorldTransform(transform)
                view.drawBackground(painter, area)
            else:
                painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
                painter.fillRect(region.boundingRect().adjusted(-1, -1, 1, 1), Qt.GlobalColor.transparent)
                painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
            paint_items(painter, transform, [i for i in still if (i.zValue() > NODES) == (picture is self._upper)])
            painter.end()


def paint_items(painter: QPainter, transform: QTransform, items: Iterable[QGraphicsItem]) -> None:
    """Paint items of a scene that ``transform`` maps to the device, in the given order."""
    option = QStyleOptionGraphicsItem()
    for item in items:
        painter.save()
        painter.setWorldTransform(item.sceneTransform() * transform)
        item.paint(painter, option)
        painter.restore()
    painter.resetTransform()
