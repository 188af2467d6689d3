"""What of a link is left out of a frame: only what no pixel that is drawn anew shows."""

from __future__ import annotations

import random

import pytest
from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QRegion

from app.canvas.nodes.opaque_areas import FEW, OpaqueAreas
from app.canvas.view import CanvasView

AREAS = 400


@pytest.mark.parametrize("zoom", (0.3, 0.4, 1.0, 2.7))
@pytest.mark.parametrize("count", (2, 9, 3 * FEW))
def test_what_is_drawn_anew_is_found_and_little_else(view: CanvasView, zoom: float, count: int) -> None:
    """Strips of a pixel among them; with few rectangles in whole units of the scene, with many in pixels."""
    chance = random.Random(count)
    view.set_zoom(zoom)
    view.pan_by(QPoint(31, -17))
    width, height = view.viewport().width(), view.viewport().height()
    region = QRegion()
    for _ in range(count):
        corner = QPoint(chance.randrange(width), chance.randrange(height))
        region += QRect(corner.x(), corner.y(), chance.choice((1, 3, 60)), chance.choice((1, 3, 60)))
    assert (region.rectCount() <= FEW) == (count < FEW)
    cover, transform, seen = OpaqueAreas({}), view.viewportTransform(), view.visible_area()
    cover.begin(region, view)
    found = 0
    corners = [view.mapToScene(rect.topLeft()) for rect in region]
    for number in range(AREAS):
        corner = chance.choice(corners)
        x, y = corner.x() + chance.uniform(-60.0, 60.0), corner.y() + chance.uniform(-60.0, 60.0)
        if number % 2:
            x, y = chance.uniform(seen.left(), seen.right()), chance.uniform(seen.top(), seen.bottom())
        area = QRectF(x, y, chance.uniform(1.0, 40.0), chance.uniform(1.0, 40.0))
        told, exact = cover.leaves(area.toAlignedRect()), transform.mapRect(area).toAlignedRect()
        around = area.adjusted(-2.0, -2.0, 2.0, 2.0)
        assert told or not region.intersects(exact & view.viewport().rect())
        assert not told or region.intersects(transform.mapRect(around).toAlignedRect().adjusted(-2, -2, 2, 2))
        found += told
    assert 0 < found < AREAS
    cover.end(view)
    assert cover.leaves(QRect(10**6, 0, 1, 1)), "where no frame is painted all is"
