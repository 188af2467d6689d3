"""The number beside the curve of a population keeps its unit."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.appearance.theme import tokens
from app.canvas.kinds.population import GAP, curve_width
from app.canvas.painting import ink
from app.canvas.painting.kind import PADDING


@pytest.mark.parametrize("width", tokens()["node"]["widths"]["population"])
def test_a_rate_of_three_figures_keeps_its_unit_at_every_width(qtbot: QtBot, width: float) -> None:
    """“358 Hz” was “358 …” on a population of three neurons."""
    content = width - 2 * PADDING
    room = content - curve_width(content) - GAP
    assert ink.elided("358 Hz", 13, 600, room) == "358 Hz"
    assert curve_width(content) >= content * 0.45, "and the curve is seen"
