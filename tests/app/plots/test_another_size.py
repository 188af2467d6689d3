"""A view that has become smaller is drawn anew before it is painted."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.app.plots.stage import Stage
from tests.app.plots.test_views import filled


@pytest.mark.parametrize("kind", ["raster", "traces", "weight_matrix"])
def test_a_view_is_drawn_for_another_size_before_it_is_painted_in_it(
    kind: str, played: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows of a raster were painted in the picture of the size before, squeezed into less room."""
    panel = filled(kind, played, qtbot)
    viewport, drawn = panel.graph.viewport(), list[int]()
    draw = panel.draw

    def note() -> None:
        drawn.append(viewport.width())
        draw()

    monkeypatch.setattr(panel, "draw", note)
    for width in (340, 430, 300):
        drawn.clear()
        before = viewport.width()
        panel.resize(width, 240)
        assert viewport.width() != before
        viewport.repaint()  # as the window does before anything else has its turn
        assert drawn == [viewport.width()]
        qtbot.wait(50)
        assert len(drawn) <= 2, "and once more at most when all has its place"
