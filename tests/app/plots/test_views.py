"""Laws that hold for every view that discovery finds, and what the single ones promise."""

from __future__ import annotations

import csv
import io
import threading
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.appearance.theme import theme, use_theme
from app.plots.base.clock import RedrawClock
from app.plots.base.computation import ComputedPlot
from app.plots.base.panel import PlotPanel
from app.plots.exports.exporting import in_background, write_csv
from app.plots.exports.table import Table
from app.plots.parts.axes import NumberAxis, TimeAxis
from app.plots.parts.envelope import envelope, pixel_columns
from app.plots.parts.header import Chip, PlotHeader, chip_words
from app.plots.parts.rate_bins import RateBins, bin_steps
from app.plots.views import plots
from app.plots.views.rates import Rates
from app.plots.views.traces import TracesView
from app.running.record.ring_buffer import RecordedSpikes, RingBuffer
from app.widgets.quantities import CLOSE
from tests.app.plots.hand import looks_so, picture, turn_wheel
from tests.app.plots.stage import Stage
from tests.app.running.fake import Chunk

OF_RUNS = {kind: panel for kind, panel in plots().items() if issubclass(panel, PlotPanel)}
KINDS = list(OF_RUNS)
TAKEN_AWAY = ("Fit to the data", "Copy data", "Export picture…", "Export data…")


def opened(kind: type[PlotPanel], stage: Stage, qtbot: QtBot) -> PlotPanel:
    panel = kind(stage.source, stage.time_range)
    qtbot.addWidget(panel)
    panel.resize(480, 320)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def filled(kind: str, stage: Stage, qtbot: QtBot) -> PlotPanel:
    """A view with data: traces and weights arrive while it runs on."""
    panel = opened(OF_RUNS[kind], stage if kind != "kernels" else stage.put_on_grids(), qtbot)
    stage.play_until(1500.0, qtbot)
    qtbot.waitUntil(lambda: not panel.is_empty())  # the first spectrum loads SciPy
    panel.redraw()
    if isinstance(panel, ComputedPlot):  # what was computed first may be of less
        qtbot.waitUntil(lambda: not panel.computation.is_busy)
    return panel


@pytest.mark.parametrize("kind", ["raster", "rates", "interval_histogram", "spectrum"])
def test_a_view_of_spikes_says_that_nothing_fires(kind: str, played: Stage, qtbot: QtBot) -> None:
    panel = filled(kind, played, qtbot)
    assert panel.surface.currentWidget() is panel.graph
    for id in ("2", "3", "4"):
        del played.document.nodes[id]
    panel.draw_now()
    assert panel.surface.currentWidget() is panel.empty_state
    assert panel.empty_words() == ("Nothing in this network sends spikes.", "")


def test_traces_count_a_neuron_once_by_however_many_quantities_it_is_shown(
    played: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = filled("traces", played, qtbot)
    before, traces = panel.chips(), played.source.traces()
    assert before
    twice = (*traces, *(replace(trace, quantity="I") for trace in traces))
    monkeypatch.setattr(panel.shown, "traces", lambda: twice)
    assert panel.chips() == before


def test_what_a_recorder_keeps_stands_once_among_the_traces(
    played: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled("traces", played, qtbot)
    source = played.source
    own = source.traces()[0]
    kept = replace(own, recording="e9", threshold=None)
    other = replace(kept, neuron=own.neuron + 1, column=1)
    monkeypatch.setattr("app.plots.sources.trace_set.recorded_traces", lambda *_: [kept, other])
    source.changed.emit()

    def shown() -> list[tuple[str, int, str]]:
        return [(trace.element, trace.neuron, trace.quantity) for trace in source.traces()]

    before = shown()
    assert len(set(before)) == len(before) and (other.element, other.neuron, other.quantity) in before
    source.shown.current.show(other.element, (other.neuron,), other.quantity)
    assert shown() == before
    assert own.threshold is not None and source.traces()[-1].threshold == own.threshold


def test_traces_bear_the_present_name_of_their_population(played: Stage, qtbot: QtBot) -> None:
    filled("traces", played, qtbot)
    assert played.source.traces()[0].title == "Hidden"
    played.document.put(structs.replace(played.document.nodes["3"], title="Renamed"))
    assert played.source.traces()[0].title == "Renamed"


def test_the_expected_views_are_found() -> None:
    assert {"raster", "traces", "rates", "weight_matrix", "weight_histogram"} <= set(KINDS)
    assert len({kind.name() for kind in plots().values()}) == len(plots())


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_view_says_what_to_do(kind: str, stage: Stage, qtbot: QtBot) -> None:
    panel = opened(OF_RUNS[kind], stage, qtbot)
    assert panel.is_empty()
    sentence, words = panel.empty_words()
    assert sentence.endswith(".")
    button = panel.surface.findChild(QPushButton)
    qtbot.waitUntil(lambda: button.isVisible())
    assert button.text() == words
    with qtbot.waitSignal(panel.run_wanted):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not [a.text() for a in panel.menu_actions() if a.text() in TAKEN_AWAY and a.isEnabled()], "nothing to take"


@pytest.mark.parametrize("kind", KINDS)
def test_every_view_is_looked_at_closer_taken_away_and_changes_with_the_data_and_the_theme(
    kind: str, played: Stage, qtbot: QtBot, tmp_path: Path
) -> None:
    """Three laws of one view with data: by the wheel and a double click, by its menu, and as the run goes on."""
    panel = filled(kind, played, qtbot)
    comes_closer_by_the_wheel_and_back_by_a_double_click(panel, qtbot)
    played.play_until(1700.0, qtbot)  # synapses are followed once they are known
    is_taken_away(panel, qtbot, tmp_path)
    before = picture(panel)
    played.play_until(2600.0, qtbot)
    qtbot.waitUntil(lambda: picture(panel) != before)  # some views count in a thread
    dark = picture(panel)
    use_theme(False)
    try:
        assert picture(panel).pixelColor(2, 2).lightness() > dark.pixelColor(2, 2).lightness() + 100
    finally:
        use_theme(True)


def comes_closer_by_the_wheel_and_back_by_a_double_click(panel: PlotPanel, qtbot: QtBot) -> None:
    before = picture(panel)
    ground = panel.graph.viewport()
    center = ground.rect().center()
    for _ in range(6):
        turn_wheel(ground, center)
    closer = picture(panel)
    assert closer != before
    qtbot.mouseDClick(ground, Qt.MouseButton.LeftButton, pos=center)
    with qtbot.waitSignal(panel.graph.autoscaled):
        qtbot.mouseRelease(ground, Qt.MouseButton.LeftButton, pos=center)
    assert panel.time_range.is_following and not panel.time_range.is_chosen
    qtbot.waitUntil(lambda: picture(panel) != closer)  # some views count in a thread


def is_taken_away(panel: PlotPanel, qtbot: QtBot, folder: Path) -> None:
    write_csv(panel.table(), folder / "view.csv")
    rows = list(csv.reader(io.StringIO((folder / "view.csv").read_text(encoding="utf-8"))))
    assert len(rows) > 10
    assert all(len(row) == len(rows[0]) for row in rows)
    ground = panel.graph.viewport()
    with qtbot.waitSignal(panel.graph.menu_wanted):
        qtbot.mouseClick(ground, Qt.MouseButton.RightButton, pos=ground.rect().center())
    (menu,) = (w for w in QApplication.topLevelWidgets() if isinstance(w, QMenu) and w.isVisible())
    assert menu.parent() is panel, "none of pyqtgraph's"
    actions = {action.text(): action for action in menu.actions() if action.isEnabled()}
    assert actions.keys() >= set(TAKEN_AWAY)
    menu.close()
    actions["Copy data"].trigger()
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text().count("\n") == len(rows))
    qtbot.waitUntil(lambda: panel.header.value == "Copied.")


def test_a_million_spikes_are_written_outside_the_thread_of_the_window(qtbot: QtBot) -> None:
    written: list[object] = []
    threads: set[str] = set()

    def rows() -> Iterator[tuple[float, float]]:
        for i in range(1_000_000):
            if i % 100_000 == 0:
                threads.add(threading.current_thread().name)
            yield i, 0.1 * i

    table = Table(("a", "b"), rows())
    owner = QObject()
    in_background(owner, lambda: table.text(","), written.append, written.append)
    qtbot.waitUntil(lambda: bool(written))
    assert str(written[0]).count("\n") == 1_000_001
    assert threads and threading.main_thread().name not in threads


@pytest.mark.parametrize("kind", KINDS)
def test_a_view_that_comes_and_goes_does_not_disturb_the_run(kind: str, stage: Stage, qtbot: QtBot) -> None:
    stage.start()
    qtbot.waitUntil(lambda: stage.run.frames.latest_step > 1000)
    panel = opened(OF_RUNS[kind], stage, qtbot)
    clock = RedrawClock(lambda: [panel])
    qtbot.wait(100)
    panel.hide()
    clock.deleteLater()
    step = stage.run.frames.latest_step
    qtbot.waitUntil(lambda: stage.run.frames.latest_step > step)
    spikes = stage.run.frames.spikes("3")
    assert (np.diff(spikes.steps) >= 0).all()
    assert stage.run.state == "running"


def test_all_views_over_time_share_one_cursor(played: Stage, qtbot: QtBot) -> None:
    first, second = opened(Rates, played, qtbot), opened(OF_RUNS["raster"], played, qtbot)
    played.time_range.point_at(500.0)
    assert "0.500 s" in first.header.value
    assert "0.500 s" in second.header.value


def test_a_trace_keeps_its_extremes_however_narrow_the_view(played: Stage, qtbot: QtBot) -> None:
    x = np.arange(20_000) / 100
    y = np.sin(x)
    y[7777] = 50.0
    reduced = envelope(y, pixel_columns(x, 0.0, 200.0, 200))
    assert reduced.max() == 50.0
    assert len(reduced) <= 2 * 201


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=3000), st.integers(1, 50))
def test_an_envelope_has_the_range_of_every_column(values: list[float], width: int) -> None:
    y = np.array(values)
    place = pixel_columns(np.arange(len(y)) * width / len(y), 0.0, width, width)
    reduced = envelope(y, place)
    assert len(place.x) == len(reduced)
    assert (reduced.min(), reduced.max()) == (y.min(), y.max())
    assert (np.diff(place.x) >= 0).all()


def test_traces_are_those_of_their_neurons(played: Stage, qtbot: QtBot) -> None:
    panel = filled("traces", played, qtbot)
    assert isinstance(panel, TracesView)
    assert [(t.title, t.neuron) for t in played.source.traces()] == [
        ("Hidden", 0),
        ("Hidden", 50),
        ("Output", 0),
        ("Output", 5),
    ]
    assert panel.title == "Membrane"
    assert {trace.threshold for trace in played.source.traces()} == {-55.0}
    panel.shown.hide(panel.shown.traces()[0])
    assert len(played.source.traces()) == 3


@given(
    steps=st.lists(st.integers(1, 990), max_size=80),
    views=st.lists(st.tuples(st.integers(0, 900), st.integers(1, 500)), min_size=1, max_size=6),
    width=st.integers(1, 60),
)
def test_rates_counted_in_pieces_are_those_counted_at_once(
    steps: list[int], views: list[tuple[int, int]], width: int
) -> None:
    frames, bins = RingBuffer(), RateBins()
    frames.adopt({"1": 5})
    ordered = np.sort(np.array(steps, np.int64))
    for first in range(0, 1000, 100):
        block = ordered[(ordered > first) & (ordered <= first + 100)]
        frames.append(Chunk(first, 100, {"1": RecordedSpikes(block, np.zeros(len(block), np.int32))}))
        for start, length in views:
            number, counts = bins.update(frames, "1", 5, width, start, start + length)
            end = min(start + length, first + 100) // width
            expected = [
                np.count_nonzero((ordered > b * width) & (ordered <= (b + 1) * width))
                for b in range(start // width, end)
            ]
            assert number == start // width
            assert counts.tolist() == expected


@given(st.floats(1.0, 3.6e6), st.sampled_from([0.01, 0.1, 0.25, 1.0]))
def test_bins_are_a_hundredth_of_the_view_or_ten_milliseconds_and_no_narrower_than_pixels(
    span: float, resolution: float
) -> None:
    width = bin_steps(span, resolution) * resolution
    assert span / width <= 1000 * (1 + 2 * CLOSE)  # so little less than a round step is one
    assert width <= max(2.51 * max(min(span / 100, 10.0), span / 1000), resolution)
    assert width >= min(span / 100, 10.0) * 0.999 or width >= span / 1000


@given(st.floats(-1e4, 1e4), st.floats(1e-3, 1e5), st.floats(60, 1500))
def test_ticks_are_few_round_and_told_apart(qapp: QApplication, low: float, span: float, size: float) -> None:
    axis = NumberAxis("bottom", 24)
    ((spacing, values),) = axis.tickValues(low, low + span, size)
    assert len(values) <= 12 * (size / 300) ** 0.5 + 2
    assert all(low - span * 1e-6 <= value <= low + span * (1 + 1e-6) for value in values)
    assert len(set(axis.tickStrings(values, 1.0, spacing))) == len(values)


def test_a_change_of_the_moment_is_painted_once(played: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    panel = filled("raster", played, qtbot)
    qtbot.waitUntil(lambda: played.run.state == "paused")
    panel.draw_now()  # what there was to draw
    drawn: list[int] = []
    draw = panel.draw
    monkeypatch.setattr(panel, "draw", lambda: (drawn.append(1), draw()))
    for end in (1200.0, 1300.0, 1400.0):
        played.time_range.look_back(end)
    qtbot.waitUntil(lambda: bool(drawn))
    qtbot.wait(50)
    assert len(drawn) == 1
    panel.redraw()
    assert len(drawn) == 1


def test_curves_are_drawn_wherever_time_stands(played: Stage, qtbot: QtBot) -> None:
    panel = filled("rates", played, qtbot)
    colour = theme().identity(0)
    for end in (1000.0, 1500.0):
        played.time_range.look_back(end)
        shown = picture(panel)
        shades = {shown.pixelColor(x, y).rgb() for x in range(0, shown.width(), 2) for y in range(shown.height())}
        assert colour.rgb() in shades


def test_a_ring_says_where_the_keys_go_when_the_keyboard_went_there(
    played: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = filled("rates", played, qtbot)
    monkeypatch.setattr(panel.graph, "underMouse", lambda: False)
    corner = panel.graph.viewport().rect().topLeft()

    def ringed(reason: Qt.FocusReason) -> bool:
        panel.header.more_button.setFocus()
        panel.graph.setFocus(reason)
        qtbot.waitUntil(panel.graph.hasFocus)
        return panel.graph.viewport().grab().toImage().pixelColor(corner) == theme().color("focus")

    assert ringed(Qt.FocusReason.TabFocusReason) and not ringed(Qt.FocusReason.OtherFocusReason)


def test_the_chips_of_a_narrow_view_share_its_room(qtbot: QtBot) -> None:
    """The first took all of it, and of the others not even their colours were seen."""
    chips: list[Chip] = [(0, "Excitatory CV 0.68", "Excitatory"), (1, "Inhibitory CV 0.81", "Inhibitory")]
    whole = [chip[1] for chip in chips]
    assert chip_words(chips, 600.0, 7) == whole
    assert chip_words(chips, 230.0, 7) == ["Excitatory", "Inhibitory"]
    first, second = chip_words(chips, 125.0, 7)
    assert first.startswith("Ex") and second.startswith("In") and first.endswith("\u2026")
    assert chip_words(chips, 60.0, 7) == ["", ""] and chip_words([], 60.0, 7) == []
    view = QWidget()
    qtbot.addWidget(view)
    header = PlotHeader("Inter-spike intervals", list, view)
    header.set_chips(chips)
    header.resize(280, 34)
    header.grab()
    assert header.toolTip() == "\n".join(whole)
    header.resize(900, 34)
    header.grab()
    assert not header.toolTip()


def test_the_marks_of_curves_are_dashed_as_their_curves_are(played: Stage, qtbot: QtBot) -> None:
    """In grey two squares of one brightness stood before the names of a solid and a dashed curve."""
    panel = opened(Rates, played, qtbot)
    panel.draw_now()
    assert panel.dashes(3) == (False, True, False) and looks_so(panel.header, panel.chips(), (False, True, False))
    assert not looks_so(panel.header, panel.chips(), (False, False, False))
    header = PlotHeader("", list, panel)
    header.resize(400, 34)
    slot = panel.chips()[0][0]
    for dashed, painted in ((False, 15), (True, 10)):
        header.set_chips([(slot, "")], (dashed,))
        row = header.grab().toImage()
        colour = theme().identity(slot)
        found = [row.pixelColor(x, y) for x in range(40) for y in (16, 17)]
        assert sum(abs(c.red() - colour.red()) + abs(c.blue() - colour.blue()) < 90 for c in found) >= painted


@pytest.mark.parametrize("width", [60, 110, 160, 240, 480, 960])
@pytest.mark.parametrize("interval", [(4100.0, 5140.0), (0.0, 250.0), (1_234_000.0, 1_235_000.0), (999.5, 1000.5)])
def test_no_number_of_an_axis_meets_another(qapp: QApplication, width: int, interval: tuple[float, float]) -> None:
    """Beside long names the seconds of a narrow view ran into each other: “4.24.44.64.85.0”."""
    axis = TimeAxis()
    ((spacing, values),) = axis.tickValues(*interval, width)
    words = axis.tickStrings(values, axis.scale, spacing)
    metrics = QFontMetrics(axis.style["tickFont"])
    places = [(value - interval[0]) / (interval[1] - interval[0]) * width for value in values]
    for (left, before), (right, after) in pairwise(zip(places, words, strict=True)):
        assert right - left > (metrics.horizontalAdvance(before) + metrics.horizontalAdvance(after)) / 2
    assert len(values) >= min(width // 160, 4), "where there is room there are numbers"
