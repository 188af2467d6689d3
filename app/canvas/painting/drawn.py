"""The base of every item of the canvas: it says what of it is to be drawn anew, and what it leaves behind."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QGraphicsItem, QGraphicsRectItem

SPILL = 1  # pixels by which what lies on whole pixels reaches over its rectangle


class KeepsPictures(Protocol):
    """A keeper of pictures of items, which hears that one is to be drawn anew."""

    @property
    def all_anew(self) -> bool: ...

    def changed(self, item: QGraphicsItem, area: QRectF) -> None: ...


class DrawnItem(QGraphicsRectItem):
    """``kept_by`` is set by the scene.

    Its rectangle is its bounds: Qt asks for those of every item each time that it paints, and of this kind of item it
    knows them without asking Python.
    """

    kept_by: KeepsPictures | None = None

    def __init__(self, bounds: QRectF) -> None:
        super().__init__(bounds)
        self.setPen(Qt.PenStyle.NoPen)  # whose width would belong to the bounds

    def update(self) -> None:  # type: ignore[override]  # of a part: redraw
        """Have all of the item drawn anew."""
        if self._is_drawn_with_all:
            return
        super().update()
        if self.kept_by is not None:
            self.kept_by.changed(self, self.boundingRect())

    def redraw(self, area: QRectF) -> bool:
        """Have ``area``, in the item's own coordinates, drawn anew; whether any view shows it.

        Of the parts of an item Qt would draw the rectangle around all of them.
        """
        if self.kept_by is not None:
            self.kept_by.changed(self, area)
        return self._update_views(area)

    def prepare_geometry_change(self) -> None:
        """Have the views paint anew where the item is now; called before it moves, changes its size or is removed.

        Qt does so a little later, from the rectangle that it painted last. Where a part of the view is painted in
        between, as a frame of a running simulation does, it has then forgotten the old rectangle for the new one.
        """
        if self._is_drawn_with_all or self.scene() is None:
            return
        if self.kept_by is not None:
            self.kept_by.changed(self, self.boundingRect())
        self._update_views(self.boundingRect())

    def take_bounds(self, bounds: QRectF) -> None:
        """Take ``bounds`` for what has just changed."""
        if bounds != self.rect():
            self.prepare_geometry_change()
            self.setRect(bounds)

    @property
    def _is_drawn_with_all(self) -> bool:
        return self.kept_by is not None and self.kept_by.all_anew

    def _update_views(self, area: QRectF) -> bool:
        scene, is_seen = self.scene(), False
        for view in scene.views() if scene is not None else ():
            viewport = view.viewport()
            place = view.viewportTransform().mapRect(self.mapRectToScene(area)).toAlignedRect()
            if viewport.rect().intersects(place):
                viewport.update(place.adjusted(-SPILL, -SPILL, SPILL, SPILL))
                is_seen = True
        return is_seen
