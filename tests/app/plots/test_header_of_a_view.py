"""What the head and the edges of a view say."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.app.plots.stage import Stage
from tests.app.plots.test_views import filled


def test_the_header_is_silent_once_the_data_went_on_under_a_mouse_that_rests(played: Stage, qtbot: QtBot) -> None:
    panel = filled("raster", played, qtbot)
    start, end = played.time_range.interval(played.source.latest)
    played.time_range.point_at((start + end) / 2)
    assert panel.header.value
    played.time_range.show(end, 2 * end - start)
    panel.refresh()
    panel.draw_now()
    assert panel.header.value == ""
