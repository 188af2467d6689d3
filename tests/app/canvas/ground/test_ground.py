"""The ground behind the network."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter

from app.canvas.ground.ground import paint_ground
from app.canvas.painting import ink


@pytest.mark.parametrize("density", [1.0, 1.25, 1.5])
def test_of_what_stood_on_it_nothing_is_left_at_the_edge_of_what_is_painted_anew(qapp, density):
    """At 125 % a faint line stayed where a badge had been."""
    picture = QImage(200, 200, QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(density)
    picture.fill(Qt.GlobalColor.red)
    exposed = QRect(11, 13, 37, 5)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(exposed)
    paint_ground(painter, exposed)
    painter.end()
    reds = {picture.pixelColor(x, y).red() for x in range(200) for y in range(200)}
    own = {ink.look().color(name).red() for name in ("canvas", "dot")}
    assert 255 in reds and own & reds
    assert not any(max(own) < red < 255 for red in reds), "a share of what was there"
