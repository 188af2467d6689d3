"""The raster shows every spike where it belongs, writes only what is new, and answers the mouse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from app.appearance.theme import theme
from app.canvas import ink
from app.plots.bands import LINE, ONLY_BARS, Band, BandAxis, Head, stack, with_words
from app.plots.raster import Raster
from app.plots.raster_image import TALLEST_MARK, RasterImage, Rows
from app.plots.source import Element
from app.running.ring_buffer import RingBuffer, Spikes
from tests.app.plots.hand import turn_wheel
from tests.app.plots.stage import Stage
from tests.app.running.fake import Chunk

WIDTH, HEIGHT, NEURONS = 50, 40, 20


def frames_with(steps: Sequence[int], neurons: Sequence[int], latest: int) -> RingBuffer:
    frames = RingBuffer()
    frames.adopt({"1": NEURONS})
    order = np.argsort(steps, kind="stable")
    spikes = Spikes(np.array(steps, np.int64)[order], np.array(neurons, np.int32)[order])
    frames.append(Chunk(0, latest, {"1": spikes}))
    return frames


spikes_ = st.lists(st.tuples(st.integers(1, 400), st.integers(0, NEURONS - 1)), max_size=60)


@given(spikes=spikes_, stops=st.lists(st.integers(1, 400), min_size=1, max_size=8))
def test_a_raster_that_grew_looks_like_one_drawn_at_once(spikes: list[tuple[int, int]], stops: list[int]) -> None:
    rows = [Rows("1", 0, NEURONS, Band(0, HEIGHT))]
    frames = frames_with([s for s, _ in spikes], [n for _, n in spikes], 400)
    grown, at_once = RasterImage(), RasterImage()
    for stop in sorted(stops):
        grown.update(frames, rows, (WIDTH, HEIGHT), 2.0, stop)
    at_once.update(frames, rows, (WIDTH, HEIGHT), 2.0, max(stops))
    assert np.array_equal(grown.pixels, at_once.pixels)
    first = grown.first_column_step()
    expected = np.zeros((HEIGHT, WIDTH), bool)
    for step, neuron in spikes:
        column = step // 2 - int(first) // 2
        if 0 <= column < WIDTH:
            expected[HEIGHT - 2 - 2 * neuron, column] = True  # 40 px for 20 neurons: a mark of one pixel each
    assert np.array_equal(grown.pixels > 0, expected)


def test_only_new_columns_are_written() -> None:
    rows = [Rows("1", 0, NEURONS, Band(0, HEIGHT))]
    frames = frames_with([], [], 4000)
    image = RasterImage()
    image.update(frames, rows, (WIDTH, HEIGHT), 2.0, 200)
    before = image.columns_written
    image.update(frames, rows, (WIDTH, HEIGHT), 2.0, 206)
    assert image.columns_written - before == 3


@given(
    height=st.integers(1, 2000),
    weights=st.lists(st.floats(1.0, 1e4), min_size=1, max_size=12) | st.just([1.0] * 400),
)
def test_bands_follow_one_another_and_fill_the_height(height: int, weights: list[float]) -> None:
    bands, count = stack(height, weights), len(weights)
    assert len(bands) == count
    assert all(band.height >= 1 for band in bands)
    assert bands[-1].bottom <= height  # where they ended below, what was drawn in them was out of bounds
    if height >= count:
        assert all(a.bottom <= b.top for a, b in pairwise(bands))
    if height >= 4 * count:
        assert all(a.bottom < b.top for a, b in pairwise(bands))
    if height >= 40 * count:
        assert height - bands[-1].bottom <= 1


def test_more_populations_than_a_byte_can_number_are_drawn(raster: Raster) -> None:
    """Their number was the byte of a pixel, so that the 256th ended the drawing of all."""
    many = [Element(f"many {number}", f"Many {number}", 2, number % 8, "population") for number in range(300)]
    height = round(raster.data_rect.height())
    raster.elements = lambda: many
    rows = [part for _, part in raster.rows(height)]
    frames = RingBuffer()
    frames.adopt({part.element: 2 for part in rows})
    fired = Spikes(np.array([300], np.int64), np.array([0], np.int32))
    frames.append(Chunk(0, 400, {part.element: fired for part in rows}))
    image = RasterImage()
    image.update(frames, rows, (WIDTH, height), 8.0, 400)
    assert set(np.unique(image.pixels)) == {0, *range(1, 9)}


@pytest.fixture
def raster(played: Stage, qtbot: QtBot) -> Raster:
    raster = Raster(played.source, played.time_range)
    qtbot.addWidget(raster)
    raster.resize(500, 320)
    raster.show()
    qtbot.waitExposed(raster)
    raster.draw_now()
    return raster


def test_each_population_has_its_colour_in_its_band(raster: Raster) -> None:
    picture = raster.graph.grab().toImage()
    rect = raster.data_rect
    for element, part in raster.rows(int(rect.height())):
        wanted, found = theme().identity(element.slot).rgb(), 0
        for y in range(part.band.top, part.band.bottom):
            found += sum(
                picture.pixel(int(rect.left()) + x, int(rect.top()) + y) == wanted
                for x in range(20, int(rect.width()) - 20, 3)
            )
        assert found > 50, element.title


def test_a_click_on_a_neuron_shows_its_trace(raster: Raster, played: Stage, qtbot: QtBot) -> None:
    rect = raster.data_rect
    element, part = raster.rows(int(rect.height()))[1]
    at = QPoint(int(rect.center().x()), int(rect.top() + (part.band.top + part.band.bottom) / 2))
    with qtbot.waitSignal(raster.neuron_chosen) as caught:
        qtbot.mouseClick(raster.graph.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert caught.args[0] == element.id
    assert abs(caught.args[1] - element.size // 2) <= 1


def test_the_cursor_tells_neuron_and_time(raster: Raster, played: Stage, qtbot: QtBot) -> None:
    rect = raster.data_rect
    qtbot.mouseMove(raster.graph.viewport(), rect.center().toPoint())
    assert played.time_range.cursor == pytest.approx(500.0, abs=5.0)
    assert "Hidden" in raster.header.value
    assert "0.50" in raster.header.value
    raster.hover(None)
    assert played.time_range.cursor is None


def test_dragging_looks_back_and_a_double_click_follows_again(raster: Raster, played: Stage, qtbot: QtBot) -> None:
    played.play_until(3000.0, qtbot)
    raster.redraw()
    center = raster.data_rect.center().toPoint()
    qtbot.mousePress(raster.graph.viewport(), Qt.MouseButton.LeftButton, pos=center)
    for x in range(10, 110, 10):
        qtbot.mouseMove(raster.graph.viewport(), center + QPoint(x, 0))
    qtbot.mouseRelease(raster.graph.viewport(), Qt.MouseButton.LeftButton, pos=center + QPoint(100, 0))
    start, end = played.time_range.interval(3000.0)
    assert 2600 < end < 2900
    assert end - start == pytest.approx(1000.0)
    qtbot.mouseDClick(raster.graph.viewport(), Qt.MouseButton.LeftButton, pos=center)
    qtbot.mouseRelease(raster.graph.viewport(), Qt.MouseButton.LeftButton, pos=center)
    assert played.time_range.is_following


def test_a_run_that_begins_is_seen_from_zero_at_every_width(raster: Raster, played: Stage) -> None:
    played.time_range.show(0.0, 1000.0)
    for width in range(500, 520):
        raster.resize(width, 300)
        raster.draw_now()
        raster.draw_now()
        assert raster.interval()[0] == 0.0 == raster.view.viewRange()[0][0]


def test_zoomed_in_marks_are_exact(raster: Raster, played: Stage) -> None:
    spikes = played.run.frames.spikes("4", 5000, 5030)
    played.time_range.show(500.0, 503.0)
    raster.draw_now()
    picture, rect = raster.graph.grab().toImage(), raster.data_rect
    start, end = raster.interval()
    element, part = raster.rows(round(rect.height()))[-1]
    assert element.id == "4"
    assert len(spikes.steps) > 3
    for step, neuron in zip(spikes.steps[:-1], spikes.neurons[:-1], strict=True):
        x = rect.left() + (float(step) * 0.1 - start) / (end - start) * rect.width()
        y = rect.top() + part.band.bottom - (neuron + 0.5) * part.band.height / 10
        if rect.left() + 2 < x < rect.right() - 2:
            near = [QPointF(x + d, y).toPoint() for d in (-1, 0, 1)]
            colours = [picture.pixelColor(point) for point in near]
            assert any(colour.red() > 120 and colour.blue() < 100 for colour in colours), (step, neuron)


def test_the_table_holds_every_spike_in_view(raster: Raster, played: Stage) -> None:
    rows = list(raster.table().rows)
    total = sum(len(played.run.frames.spikes(id).steps) for id in ("2", "3", "4"))
    assert len(rows) == total
    assert {row[0] for row in rows} == {"Poisson", "Hidden", "Output"}


def test_a_hidden_population_leaves_and_comes_back(raster: Raster) -> None:
    actions = {action.text(): action for action in raster.menu_actions()}
    actions["Output"].trigger()
    assert [element.title for element in raster.elements()] == ["Poisson", "Hidden"]
    actions = {action.text(): action for action in raster.menu_actions()}
    assert not actions["Output"].isChecked()
    actions["Output"].trigger()
    assert len(raster.elements()) == 3


def test_the_wheel_over_the_names_looks_at_fewer_neurons(raster: Raster, qtbot: QtBot) -> None:
    before = raster.rows(200)
    turn_wheel(raster.graph.viewport(), QPoint(20, round(raster.data_rect.top()) + 5), 3)
    after = raster.rows(200)
    assert after[1][1].last - after[1][1].first < before[1][1].last - before[1][1].first
    assert after[1][1].last == before[1][1].last, "the highest, over which it turned"


def test_the_first_neuron_is_the_lowest_however_it_is_drawn(raster: Raster) -> None:
    """As in the preview of samples and on the nodes of the canvas; a click finds the same neuron."""
    rect = raster.data_rect
    element, part = raster.rows(round(rect.height()))[-1]
    places = raster._image._places[-1] // raster._image.pixels.shape[1]
    assert (
        list(places) == sorted(places, reverse=True) and part.band.top <= places.min() < places.max() < part.band.bottom
    )
    for y, neuron in ((part.band.bottom - 1, 0), (part.band.top, element.size - 1)):
        assert raster.neuron_at(QPointF(rect.center().x(), rect.top() + y)) == (element, neuron)
    raster._zoom_neurons(0.5, 1.0)
    assert raster.rows(round(rect.height()))[-1][1].first == 0, "the wheel over the lowest keeps it"
    picture = ink.raster_image(np.array([0.5, 0.5]), np.array([0.0, 0.1]), 20, 100, QColor("red"), 2)
    inked = [y for y in range(100) if picture.pixel(10, y)]
    assert min(inked) >= 85 and max(inked) == 99


def test_a_few_neurons_have_tall_marks_and_long_names_their_room(qtbot: QtBot) -> None:
    image = RasterImage()
    image.update(frames_with([390], [0], 400), [Rows("1", 0, 1, Band(0, 200))], (WIDTH, 200), 2.0, 400)
    assert int((image.pixels > 0).any(axis=1).sum()) == TALLEST_MARK
    axis = BandAxis(96)
    short = Head(Band(0, 60), 0, "Hidden", "10 neurons")
    assert not axis.show_heads([short]), "short names take the usual room"
    long = replace(short, name="Excitatory of layer IV", second="1,000 neurons")
    assert axis.show_heads([long]) and axis.minimumWidth() > theme().px(96)
    widest = axis.minimumWidth()
    assert not axis.show_heads([replace(long, second="9 neurons")]) and axis.minimumWidth() == widest
    assert axis.show_heads([short]) and axis.minimumWidth() == theme().px(96)
    assert axis.show_heads([short], 80.0) and axis.minimumWidth() == 80, "a narrow view cuts them"
    assert axis.show_heads([short], 50.0) and axis.minimumWidth() == theme().px(ONLY_BARS)
    assert axis.show_heads([short], 400.0) and axis.minimumWidth() == theme().px(96)


@given(count=st.integers(1, 400), height=st.integers(20, 900))
def test_no_name_of_many_populations_lies_on_another_and_as_many_as_have_room_are_written(
    count: int, height: int
) -> None:
    bands = stack(height, [1.0] * count)
    written = sorted(with_words(bands, LINE))
    middles = [(bands[place].top + bands[place].bottom) / 2 for place in written]
    assert written[0] == 0 and all(after - before >= LINE for before, after in pairwise(middles))
    if count * (LINE + 5) <= height:
        assert written == list(range(count))
    assert len(written) >= min(count, height // (2 * LINE))
