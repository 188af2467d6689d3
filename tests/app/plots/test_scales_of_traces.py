"""A trace with room beside its name has a scale of round values, at the heights where its curve has them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from app.appearance.theme import theme
from app.plots.exports.paper import WantedPaper, sheet
from app.plots.parts.bands import Band
from app.plots.views.traces import FLATTEST, MARGIN, SCALE_APART, TracesView, band_pixels, scale, worded
from tests.app.plots.exports.test_paper import words
from tests.app.plots.stage import Stage
from tests.app.plots.test_views import filled


def value_of(words: str) -> float:
    return float(words.replace("\u2212", "-"))


@given(top=st.integers(0, 300), height=st.integers(1, 900), low=st.floats(-1e4, 1e4), extent=st.floats(1e-3, 1e4))
def test_its_values_are_round_even_and_where_the_curve_has_them(
    top: int, height: int, low: float, extent: float
) -> None:
    band = Band(top, top + height)
    shown = scale(band, low, low + extent)
    assert len(shown) != 1 and len(shown) <= max(height // theme().px(SCALE_APART), 0)
    values = np.array([value_of(words) for _, words in shown])
    assert np.allclose([y for y, _ in shown], band_pixels(band, values, low, low + extent), atol=1e-6 * height)
    assert all(band.top - 1 <= y <= band.bottom for y, _ in shown)
    if len(shown) > 1:
        step = np.diff(values)
        assert np.allclose(step, step[0])
        assert round(float(f"{step[0]:e}".partition("e")[0]), 3) in (1.0, 2.0, 2.5, 5.0, 10.0)


def test_one_neuron_alone_has_a_scale_on_the_screen_and_on_paper(played: Stage, qtbot: QtBot) -> None:
    panel = filled("traces", played, qtbot)
    assert isinstance(panel, TracesView)
    everything = words_on_paper(panel)
    for trace in panel.shown.traces()[1:]:
        panel.shown.hide(trace)
    panel.draw_now()
    alone = words_on_paper(panel)
    added = [said for said in alone if said not in everything]
    assert len(added) >= 2 and all(-100.0 < value_of(said) < 0.0 for said in added), "mV of a membrane"


@pytest.mark.parametrize("after", [310.3, 352.7, 366.1, 399.4])
def test_the_value_beside_a_name_is_that_of_the_moment_looked_at_whatever_its_pixel(
    after: float, played: Stage, qtbot: QtBot
) -> None:
    """It was that of the last pixel, up to a millisecond beside."""
    panel = filled("traces", played, qtbot)
    assert isinstance(panel, TracesView)
    (trace, *others) = panel.shown.traces()
    for other in others:
        panel.shown.hide(other)
    whole = played.source.frames.samples(trace.recording)
    assert whole is not None
    end = int(whole.steps[0]) * played.source.resolution + after
    for width in (700, 701, 703):
        panel.resize(width, 300)
        played.time_range.show(end - 300.0, end)
        panel.draw_now()
        row = np.searchsorted(whole.steps, round(end / played.source.resolution), "right") - 1
        (head,) = panel.left.heads
        assert head.second == worded(float(whole.values[row, trace.column]), trace.unit)


def test_what_is_constant_has_no_scale_of_six_decimals() -> None:
    room = FLATTEST * 70.0 * MARGIN
    assert scale(Band(0, 600), -70.0 - room, -70.0 + room) == ()
    assert scale(Band(0, 600), -70.0, -69.9)


def words_on_paper(panel: TracesView) -> list[str]:
    with sheet(panel, WantedPaper(width=120.0, height=60.0)) as paper:
        return words(paper.file(".svg"))
