"""What is no number, or has no end, is left out of every view, and what is finite beside it is drawn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from app.appearance.signed_scale import colour_table
from app.appearance.theme import theme, use_theme
from app.canvas.painting import ink
from app.canvas.painting.numbers import short
from app.plots.exports.exporting import write_csv
from app.plots.exports.paper import WantedPaper, sheet
from app.plots.parts.bands import Band
from app.plots.parts.envelope import envelope, pixel_columns
from app.plots.parts.numbers import fixed_point
from app.plots.views.traces import TracesView, band_pixels, scale
from app.running.record.activity import trace_activity
from app.running.record.image_activity import state_image
from app.running.record.places import picture_rows
from app.running.record.ring_buffer import RecordedSamples, RingBuffer
from tests.app.plots.hand import picture
from tests.app.plots.stage import Stage
from tests.app.plots.test_views import KINDS, filled
from tests.app.running.fake import Chunk

WRONG = (np.nan, np.inf, -np.inf)
HUGE = 1.7e308  # the difference of two such numbers of different sign is none


def spoil(values: Any, every: int = 7) -> Any:
    """A copy in which some are wrong."""
    spoilt = np.array(values, np.float64)
    flat = spoilt.reshape(-1)
    for place, wrong in enumerate(WRONG):
        flat[place * 2 + 1 :: every] = wrong
    return spoilt


def told_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """All that is recorded of states and weights holds such values."""
    samples, store = RingBuffer.samples, RingBuffer.store_weights

    def spoilt_samples(self: RingBuffer, *asked: Any) -> Any:
        found = samples(self, *asked)
        return None if found is None else RecordedSamples(found.steps, spoil(found.values))

    def store_spoilt(self: RingBuffer, projection: str, weights: Any, connections: Any) -> None:
        store(self, projection, spoil(weights), connections)

    monkeypatch.setattr(RingBuffer, "samples", spoilt_samples)
    monkeypatch.setattr(RingBuffer, "store_weights", store_spoilt)


@pytest.fixture
def wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    told_wrong(monkeypatch)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("values", [WRONG, (HUGE, -HUGE, HUGE / 2)], ids=["no numbers", "the largest"])
def test_every_view_shows_what_can_be_drawn_and_warns_of_nothing(
    kind: str, values: tuple[float, ...], played: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    """Of the largest numbers the width of the scale was none: nothing was drawn, or drawing ended."""
    monkeypatch.setattr(f"{__name__}.WRONG", values)
    told_wrong(monkeypatch)
    panel = filled(kind, played, qtbot)
    panel.draw_now()
    picture(panel)
    area = panel.graph.viewport().rect()
    for share in np.linspace(0.1, 0.9, 9):
        panel.hover(QPointF(area.width() * share, area.height() * share))
    write_csv(panel.table(), tmp_path / "table.csv")
    with sheet(panel, WantedPaper()) as paper:
        paper.file(".svg")
    panel.autoscale()
    panel.draw_now()
    picture(panel)


def test_a_scale_of_traces_is_that_of_what_is_finite_and_a_gap_parts_the_curve(
    played: Stage, qtbot: QtBot, wrong: None
) -> None:
    panel = filled("traces", played, qtbot)
    assert isinstance(panel, TracesView)
    panel.resize(480, 900)
    panel.draw_now()
    scales = [[float(words.replace("−", "-")) for _, words in head.scale] for head in panel.left.heads]
    assert all(scales) and np.isfinite(np.concatenate(scales)).all()
    place = pixel_columns(np.linspace(0.0, 10.0, 100, endpoint=False), 0.0, 10.0, 10)
    values = np.sin(np.arange(100.0))
    values[25], values[30:40] = np.inf, np.nan
    drawn = envelope(values, place)
    assert np.flatnonzero(np.isnan(drawn)).tolist() == [6, 7], "the column where nothing is finite, and no other"
    assert fixed_point(np.nan, 1) == "NaN" and fixed_point(-np.inf, 1) == "−∞"


@pytest.mark.parametrize("wrong_value", WRONG)
def test_a_trace_on_a_node_has_a_gap_where_nothing_is_finite(wrong_value: float) -> None:
    times, values = np.linspace(0.0, 1.0, 101), np.sin(np.linspace(0.0, 6.0, 101))
    values[40:61] = wrong_value
    image = ink.trace_image(times, values, 101, 40, QColor("red"), 1.0)
    inked = [any(image.pixelColor(x, y).alpha() for y in range(40)) for x in range(101)]
    assert all(inked[:39]) and not any(inked[42:59]) and all(inked[62:])
    lines = ink.polylines(times, values, QRectF(0, 0, 101, 40))
    assert [line.size() for line in lines] == [40, 40]
    values[:] = wrong_value
    blank = ink.trace_image(times, values, 101, 40, QColor("red"), 1.0)
    assert not any(blank.pixelColor(x, y).alpha() for y in range(40) for x in range(101))
    assert ink.polylines(times, values, QRectF(0, 0, 101, 40)) == []


@pytest.mark.parametrize("dark", [True, False])
def test_what_is_no_number_in_the_picture_of_a_node_has_a_colour_of_its_own(dark: bool) -> None:
    before = theme()
    use_theme(dark)
    try:
        values = np.array([[1.0, -1.0, 0.0, np.nan, np.nan]])
        image = ink.coloured_image(values, -1.0, 1.0, colour_table(), np.array([[False, False, False, True, False]]))
        colors = [image.pixelColor(x, 0) for x in range(5)]
        assert colors[3] == theme().color("text1") and colors[4].alpha() == 0
        assert len({color.name(QColor.NameFormat.HexArgb) for color in colors}) == 5
    finally:
        use_theme(before.dark, before.base_font)


def test_a_neuron_whose_state_is_no_number_is_told_from_a_place_without_neurons() -> None:
    frames = RingBuffer()
    frames.adopt({"1": 3})
    frames.append(Chunk(0, 1, {}, {"v": RecordedSamples(np.array([1]), np.array([[1.0, np.nan, 2.0]]))}))
    image = state_image(frames, "v", 1, picture_rows(3), "mV")
    assert image is not None and image.wrong is not None
    assert image.wrong.tolist() == [[False, True], [False, False]] and np.isnan(image.values).sum() == 2


def test_a_node_is_told_every_value_beside_one_that_is_wrong() -> None:
    """Of neighbours only the least and the largest are told, and what is no number was both."""
    values = np.sin(np.arange(1000.0))
    values[500] = np.nan
    frames = RingBuffer()
    frames.adopt({"1": 1})
    rows = np.arange(1, 1001)
    frames.append(Chunk(0, 1000, {}, {"v": RecordedSamples(rows, values[:, None])}))
    told = trace_activity(frames, "v", 0.4)
    assert told is not None and np.isnan(told.values).sum() == 1 and np.nanmax(told.values) == np.nanmax(values)


def test_a_trace_between_the_largest_numbers_is_drawn_to_scale() -> None:
    values = np.array([-HUGE, 0.0, HUGE])
    assert band_pixels(Band(0, 102), values, -HUGE, HUGE).tolist() == pytest.approx([101.0, 51.0, 1.0])
    assert [words for _, words in scale(Band(0, 400), -HUGE, HUGE)] == [
        "−1.5·10³⁰⁸", "−1·10³⁰⁸", "−5·10³⁰⁷", "0", "5·10³⁰⁷", "1·10³⁰⁸", "1.5·10³⁰⁸"
    ]  # fmt: skip
    assert fixed_point(-HUGE, 1) == short(-HUGE) == "−1.7·10³⁰⁸" and fixed_point(123_456_789.0, 1) == "123456789.0"
    times = np.linspace(0.0, 1.0, 101)
    image = ink.trace_image(times, HUGE * np.cos(np.pi * times), 101, 40, QColor("red"), 1.0)
    inked = [np.flatnonzero([image.pixelColor(x, y).alpha() for y in range(40)]) for x in (0, 50, 100)]
    assert inked[0].min() == 0 and 18 <= inked[1].mean() <= 21 and inked[2].max() == 39
    (line,) = ink.polylines(times, HUGE * np.cos(np.pi * times), QRectF(0, 0, 101, 40))
    assert line.at(50).y() == pytest.approx(20.0)
