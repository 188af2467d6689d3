"""What a hand does to a view stays on the screen: the ring of the keyboard, the cursor, a selected span."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from pytestqt.qtbot import QtBot

from app.plots.base.time_plot import TimePlot
from app.plots.exports.paper import WantedPaper, sheet
from tests.app.plots.exports.test_paper import SETTLED, ink
from tests.app.plots.hand import picture
from tests.app.plots.stage import Stage
from tests.app.plots.test_views import KINDS, filled


def test_the_ring_of_the_keyboard_stays_on_the_screen(played: Stage, qtbot: QtBot) -> None:
    panel = filled("rates", played, qtbot)
    shown = []
    for focused in (False, True):
        panel.graph.setFocus(Qt.FocusReason.TabFocusReason) if focused else panel.graph.clearFocus()
        assert panel.graph.hasFocus() is focused
        with sheet(panel, WantedPaper()) as paper:
            shown.append(paper.preview(QSize(400, 200)))
    assert shown[0] == shown[1]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "input_spikes"])  # which shows the sample there
def test_what_a_hand_points_at_and_marks_stays_on_the_screen(kind: str, played: Stage, qtbot: QtBot) -> None:
    """The line of the cursor and the ground of a selected span were printed though they are no data."""
    panel = filled(kind, played, qtbot)
    on_paper, on_screen = [], []
    begin, end = played.time_range.interval(played.source.latest)
    inside = [begin + (end - begin) * share for share in (0.2, 0.4, 0.6)]
    for cursor, selected in ((None, (0.0, 0.0)), (inside[1], (inside[0], inside[2]))):
        played.time_range.point_at(cursor)
        played.time_range.select(*selected)
        panel.draw_now()
        on_screen.append(picture(panel))
        with sheet(panel, WantedPaper()) as paper:
            on_paper.append(paper.preview(QSize(600, 300)))
    assert on_paper[0] == on_paper[1]
    if isinstance(panel, TimePlot):
        assert on_screen[0] != on_screen[1]
        moved = np.count_nonzero(ink(picture(panel)) != ink(on_screen[1]))
        assert moved < SETTLED * on_screen[1].width() * on_screen[1].height(), "the view has both again"
