"""Population rates as they are drawn and read."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.plots.views.rates import Rates
from app.running.record.activity import smoothed_counts
from tests.app.plots.stage import Stage
from tests.app.plots.test_views import filled


@pytest.mark.parametrize(
    ("counts", "level"), [([0, 1] * 5, 0.5), ([1, 0] * 5, 0.5), ([0, 1, 0], 0.5), ([2], 2.0), ([3, 3, 3, 3], 3.0)]
)
def test_a_regular_train_is_level_from_end_to_end(counts: list[float], level: float) -> None:
    """One spike in every second bin began at a quarter and ended at three quarters."""
    assert smoothed_counts(np.array(counts, float)).tolist() == [level] * len(counts)


def test_what_is_read_at_the_cursor_is_on_the_curve(played: Stage, qtbot: QtBot) -> None:
    panel = filled("rates", played, qtbot)
    assert isinstance(panel, Rates)
    start, end = panel.interval()
    element = panel.elements()[0]
    times, rates = panel.curve(element, start, end)
    drawn = smoothed_counts(rates)
    at = int(np.abs(rates - drawn).argmax())
    assert abs(rates[at] - drawn[at]) > 0.1
    read = panel.cursor_reading(float(times[at]))[0].split()[0]
    assert float(read.replace("\u2212", "-")) == pytest.approx(drawn[at], abs=0.051)
