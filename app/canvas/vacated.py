"""What an item leaves behind when it moves, shrinks or goes."""

from __future__ import annotations

from PySide6.QtWidgets import QGraphicsItem

SPILL = 2  # pixels by which smooth edges reach over their rectangle


def vacate(item: QGraphicsItem) -> None:
    """Have the views paint anew where ``item`` is now; called before it moves, changes its size or is removed.

    Qt does so a little later, from the rectangle that it painted last. Where a part of the view is painted in
    between, as a frame of a running simulation does, it has then forgotten the old rectangle for the new one.
    """
    scene = item.scene()
    if scene is None:
        return
    for view in scene.views():
        place = view.mapFromScene(item.sceneBoundingRect()).boundingRect()
        view.viewport().update(place.adjusted(-SPILL, -SPILL, SPILL, SPILL))
