"""What every item of the canvas is: it says what of it is to be drawn anew, and what it leaves behind."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QGraphicsItem

SPILL = 2  # pixels by which smooth edges reach over their rectangle


class KeepsPictures(Protocol):
    """Who has pictures of items, and hears that one is to be drawn anew."""

    @property
    def all_anew(self) -> bool: ...

    def changed(self, item: QGraphicsItem, area: QRectF) -> None: ...


class Drawn(QGraphicsItem):
    """``kept_by`` is set by the scene."""

    kept_by: KeepsPictures | None = None

    def update(self, area: QRectF | None = None) -> None:  # type: ignore[override]  # as it is called here
        """Have ``area``, in the item's own coordinates, drawn anew, or all of it."""
        outdated = self.boundingRect() if area is None else area
        super().update(outdated)
        if self.kept_by is not None:
            self.kept_by.changed(self, outdated)

    def vacate(self) -> None:
        """Have the views paint anew where the item is now; called before it moves, changes its size or is removed.

        Qt does so a little later, from the rectangle that it painted last. Where a part of the view is painted in
        between, as a frame of a running simulation does, it has then forgotten the old rectangle for the new one.
        """
        scene = self.scene()
        if scene is None or (self.kept_by is not None and self.kept_by.all_anew):
            return
        if self.kept_by is not None:
            self.kept_by.changed(self, self.boundingRect())
        for view in scene.views():
            place = view.viewportTransform().mapRect(self.sceneBoundingRect()).toAlignedRect()
            view.viewport().update(place.adjusted(-SPILL, -SPILL, SPILL, SPILL))
