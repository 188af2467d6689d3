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
from app.canvas.painting import ink
from app.plots.parts.bands import LINE, ONLY_BARS, Band, BandAxis, BandHead, stack, with_words
from app.plots.parts.raster_image import CROWDED, TALLEST_MARK, RasterImage, RasterRows, shades_of
from app.plots.sources.source import Element, PlotSource
from app.plots.views.raster import Raster
from app.running.record.ring_buffer import RecordedSpikes, RingBuffer
from tests.app.plots.hand import turn_wheel
from tests.app.plots.stage import Stage
from tests.app.running.fake import Chunk

WIDTH, HEIGHT, NEURONS = 50, 40, 20
NEVER_COUNTED = 9999  # spikes on a pixel


def frames_with(steps: Sequence[int], neurons: Sequence[int], latest: int) -> RingBuffer:
    frames = RingBuffer()
    frames.adopt({"1": NEURONS})
    order = np.argsort(steps, kind="stable")
    spikes = RecordedSpikes(np.array(steps, np.int64)[order], np.array(neurons, np.int32)[order])
    frames.append(Chunk(0, latest, {"1": spikes}))
    return frames


spikes_ = st.lists(st.tuples(st.integers(1, 400), st.integers(0, NEURONS - 1)), max_size=60)


@given(spikes=spikes_, stops=st.lists(st.integers(1, 400), min_size=1, max_size=8))
def test_a_raster_that_grew_looks_like_one_drawn_at_once(spikes: list[tuple[int, int]], stops: list[int]) -> None:
    rows = [RasterRows("1", 0, NEURONS, Band(0, HEIGHT))]
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
    assert np.array_equal(grown.counts > 0, expected)
    assert np.array_equal(grown.counts, at_once.counts)
    if grown.counts.sum() <= CROWDED * np.count_nonzero(grown.counts):
        assert np.array_equal(grown.pixels, np.where(expected, shades_of(rows), 0)), "few are all in full colour"


def many(seed: int = 1) -> RingBuffer:
    """100,000 neurons: half of them in a rhythm of 25 ms, some silent but for one spike, some ever the more."""
    random, count = np.random.default_rng(seed), 100_000
    steps, neurons = random.integers(1, 10_001, 1_000_000), random.integers(0, count, 1_000_000)
    rhythm = (1 + np.sin(2 * np.pi * steps / 250)) / 2
    kept = np.where(neurons < 50_000, rhythm, np.where(neurons < 60_000, 0.0, (neurons - 60_000) / 40_000))
    fires = random.random(len(steps)) < kept
    steps, neurons = np.append(steps[fires], 5000), np.append(neurons[fires], 55_000)
    order = np.argsort(steps, kind="stable")
    frames = RingBuffer()
    frames.adopt({"1": count})
    frames.append(Chunk(0, 10_000, {"1": RecordedSpikes(steps[order], neurons[order].astype(np.int32))}))
    return frames


def test_where_many_spikes_fall_on_a_pixel_shades_show_what_neurons_do_together() -> None:
    """All that they did was a solid block."""
    height, width = 200, 400
    rows = [RasterRows("1", 0, 100_000, Band(0, height), 1), RasterRows("none", 0, 1, Band(200, 220), 2)]
    image = RasterImage()
    image.update(many(), rows, (width, 220), 25.0, 10_000)
    shades = shades_of(rows)
    shade = image.pixels[:height].astype(float) / shades
    assert shade.max() <= 1.0
    together = shade[100:].mean(axis=0).reshape(-1, 10).mean(axis=0)  # ten columns a period
    assert together.max() > 0.65 and together.min() < 0.3 and np.argmax(together) in (1, 2, 3)
    by_row = shade[:80].mean(axis=1).reshape(4, 20).mean(axis=1)
    assert all(above > 1.1 * below for above, below in pairwise(by_row)), "who fires more is darker to the top"
    silent = shade[82:98]
    assert np.count_nonzero(silent) == 1 and silent.max() >= 0.2, "one spike is seen, though faint"


def test_sixteen_times_as_many_spikes_are_not_darker_but_told_apart_as_well() -> None:
    rows, spreads = [RasterRows("1", 0, NEURONS, Band(0, HEIGHT))], []
    for often in (8, 128):
        random = np.random.default_rng(2)
        steps = np.sort(random.integers(1, 401, often * 4000))
        neurons = random.integers(0, NEURONS, len(steps)) // np.where(steps % 100 < 50, 1, 2)
        image = RasterImage()
        image.update(frames_with(steps.tolist(), neurons.tolist(), 400), rows, (WIDTH, HEIGHT), 8.0, 400)
        marks = image.pixels[HEIGHT - 2 :: -2].astype(float)
        spreads.append(marks[:8].mean() - marks[12:].mean())
    assert spreads[1] == pytest.approx(spreads[0], rel=0.3) and spreads[0] > 30


@pytest.mark.parametrize("per_column", [0.8, 1.28, 2.3])
def test_columns_of_more_steps_than_their_neighbours_are_not_darker(per_column: float) -> None:
    """Neurons that fire evenly were striped: a step more or less in a column is half of what falls there, or all."""
    random, rows = np.random.default_rng(3), [RasterRows("1", 0, NEURONS, Band(0, HEIGHT))]
    steps = np.sort(random.integers(1, 401, 400 * NEURONS * 64))
    frames = frames_with(steps.tolist(), random.integers(0, NEURONS, len(steps)).tolist(), 400)
    image = RasterImage()
    image.update(frames, rows, (WIDTH, HEIGHT), per_column, 390)
    columns = image.pixels[image.pixels.any(axis=1)].mean(axis=0)
    assert image.counts.sum(axis=0).max() > 1.2 * image.counts.sum(axis=0).mean()
    assert columns.max() < 1.2 * columns.min()


def test_a_running_raster_writes_only_what_is_new(raster: Raster, played: Stage, qtbot: QtBot) -> None:
    """The width of a column was the difference of two large times: where rounding changed it all was drawn anew."""
    played.time_range.follow()
    raster.draw_now()
    image = raster._image  # what was written again looks no other
    written, width, times = 0, image.counts.shape[1], range(1330, 2000, 33)
    for ms in times:
        played.play_until(float(ms), qtbot)
        image.counts[:] = NEVER_COUNTED
        raster.draw_now()
        written += int((image.counts != NEVER_COUNTED).any(axis=0).sum())
    assert written <= 1.05 * width + len(times), "and once a frame the column that was begun"


def test_only_new_columns_are_written() -> None:
    rows = [RasterRows("1", 0, NEURONS, Band(0, HEIGHT))]
    frames = frames_with([], [], 4000)
    image = RasterImage()
    image.update(frames, rows, (WIDTH, HEIGHT), 2.0, 200)
    image.counts[:] = NEVER_COUNTED
    image.update(frames, rows, (WIDTH, HEIGHT), 2.0, 206)
    assert (image.counts[:, :-3] == NEVER_COUNTED).all() and not image.counts[:, -3:].any()


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
    fired = RecordedSpikes(np.array([300], np.int64), np.array([0], np.int32))
    frames.append(Chunk(0, 400, {part.element: fired for part in rows}))
    image = RasterImage()
    image.update(frames, rows, (WIDTH, raster.lines(height)), 8.0, 400)
    shades = shades_of(rows)
    assert {-(-int(byte) // shades) for byte in np.unique(image.pixels)} == set(range(9))


@pytest.mark.parametrize("which", [0, 1])
def test_of_populations_that_share_a_row_of_pixels_the_one_that_fires_is_seen_and_named(
    raster: Raster, which: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last of them gave its colour to the spikes of all, and no other was found under the mouse."""
    rect, frames = raster.data_rect, RingBuffer()
    height = round(rect.height())
    many = [Element(f"many {i}", f"Many {i}", 1, i % 2, "population") for i in range(2 * height)]
    frames.adopt({element.id: element.size for element in [*raster.elements(), *many]})
    often = np.arange(1, 10_001, 5, dtype=np.int64)
    fired = [RecordedSpikes(steps, np.zeros(len(steps), np.int32)) for steps in (often, often[:1])]
    frames.append(Chunk(0, 10_000, {element.id: fired[element.slot != which] for element in many}))
    monkeypatch.setattr(PlotSource, "frames", property(lambda _: frames))
    raster.elements = lambda: many
    raster.draw_now()
    painted = raster.graph.grab().toImage()
    at = QPointF(rect.left() + rect.width() / 4, rect.top() + 21.5)
    shown = painted.pixelColor(at.toPoint())
    own, other = theme().identity(which), theme().identity(1 - which)

    def far(a: QColor, b: QColor) -> int:
        return abs(a.red() - b.red()) + abs(a.green() - b.green()) + abs(a.blue() - b.blue())

    assert far(shown, own) < far(shown, other)
    found = raster.neuron_at(at)
    assert found is not None and found[0].title == f"Many {42 + which}"


@pytest.mark.parametrize("tall", [1, 40])
def test_more_spikes_on_a_pixel_than_are_counted_are_the_most(tall: int) -> None:
    """Where a mark was taller than a pixel they began again from none."""
    rows, frames, image = [RasterRows("1", 0, 1, Band(0, tall))], RingBuffer(), RasterImage()
    frames.adopt({"1": 1})
    for chunk, count in enumerate((50_000, 50_000, 100_000)):
        spikes = RecordedSpikes(np.full(count, 10 * chunk + 10, np.int64), np.zeros(count, np.int32))
        frames.append(Chunk(10 * chunk, 10, {"1": spikes}))
        image.update(frames, rows, (1, tall), 40.0, 40)
    assert image.counts.max() == 65535
    assert (image.counts > 0).sum() == (1 if tall == 1 else TALLEST_MARK)
    assert image.pixels.max() == shades_of(rows)


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
    spikes = played.run.frames.spikes("4", 5000, 5100)
    played.time_range.show(500.0, 510.0)
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
    image, seen = RasterImage(), []
    for neuron in range(0, 100, 11):
        image.update(frames_with([390], [neuron], 400), [RasterRows("1", 0, 100, Band(0, 200))], (WIDTH, 200), 2.0, 400)
        seen.append(float(np.flatnonzero(image.pixels.any(axis=1)).mean()))
        image = RasterImage()
    assert seen == sorted(seen, reverse=True) and 0 <= seen[-1] < 10 and 190 < seen[0] < 200
    for y, neuron in ((part.band.bottom - 1, 0), (part.band.top, element.size - 1)):
        assert raster.neuron_at(QPointF(rect.center().x(), rect.top() + y)) == (element, neuron)
    turn_wheel(raster.graph.viewport(), QPoint(20, round(rect.bottom()) - 1), 3)
    assert raster.rows(round(rect.height()))[-1][1].first == 0, "the wheel over the lowest keeps it"
    picture = ink.raster_image(np.array([0.5, 0.5]), np.array([0.0, 0.1]), 20, 100, QColor("red"), 2)
    inked = [y for y in range(100) if picture.pixel(10, y)]
    assert min(inked) >= 85 and max(inked) == 99


def test_a_few_neurons_have_tall_marks_and_long_names_their_room(qtbot: QtBot) -> None:
    image = RasterImage()
    image.update(frames_with([390], [0], 400), [RasterRows("1", 0, 1, Band(0, 200))], (WIDTH, 200), 2.0, 400)
    assert int((image.pixels > 0).any(axis=1).sum()) == TALLEST_MARK
    axis = BandAxis(96)
    short = BandHead(Band(0, 60), 0, "Hidden", "10 neurons")
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
