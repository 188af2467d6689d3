"""Views whose numbers are computed in a thread: intervals, spectra; and the thread itself."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from app.plots.base.computation import Computation
from app.plots.parts.axes import PowerAxis, power_words
from app.plots.parts.header import NOTE
from app.plots.views.interval_histogram import MOST_SPIKES, IntervalHistogram, intervals_by_element
from app.plots.views.spectrum import Signal, Spectrum
from app.plots.views.spectrum import spectra_of_span as spectra_of
from app.running.record.ring_buffer import RecordedSamples, RecordedSpikes, RingBuffer
from tests.app.plots.hand import turn_wheel
from tests.app.plots.stage import RATE, Stage
from tests.app.plots.test_views import filled
from tests.app.running.fake import Chunk


def test_of_many_requests_the_first_and_the_newest_are_computed_and_none_in_the_window_s_thread(qtbot: QtBot) -> None:
    computation: Computation[int] = Computation(every=0.1)
    done: list[tuple[int, str]] = []

    def work(number: int) -> int:
        done.append((number, threading.current_thread().name))
        return number

    for number in range(20):
        computation.ask(number, lambda number=number: work(number))
    qtbot.waitUntil(lambda: computation.result == 19)
    assert [number for number, _ in done] == [0, 19] and computation.version == 2
    assert threading.main_thread().name not in {name for _, name in done}
    computation.ask(19, lambda: work(19))
    qtbot.wait(150)
    assert len(done) == 2, "what is known is not computed again"


def test_a_computation_that_fails_keeps_what_was_known_and_goes_on(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    computation: Computation[float] = Computation(every=0.0)
    computation.ask("well", lambda: 1.0)
    qtbot.waitUntil(lambda: computation.version == 1)
    computation.ask("ill", lambda: 1 / 0)
    computation.ask("well again", lambda: 2.0)
    qtbot.waitUntil(lambda: computation.version == 2)
    assert computation.result == 2.0 and "ZeroDivisionError" in caplog.text


def test_intervals_in_view_are_counted_with_their_variation(played: Stage, qtbot: QtBot) -> None:
    """The spikes of the stage are Bernoulli trains: geometric intervals, CV = sqrt(1 - p)."""
    panel = filled("interval_histogram", played, qtbot)
    assert isinstance(panel, IntervalHistogram)
    (encoder, _), (hidden, waits), _ = panel.waits()
    assert (encoder.title, hidden.title) == ("Poisson", "Hidden")
    assert waits.gaps.mean() == pytest.approx(0.1 / RATE, rel=0.05)
    assert waits.variation == pytest.approx(np.sqrt(1 - RATE), abs=0.02)
    name, variation = (chip[1] for chip in panel.chips()[2:4])
    assert name == "Hidden" and variation.startswith("CV 0.9")
    edges = panel.edges()
    shares = panel.shares(waits, edges)
    assert shares.sum() == pytest.approx(99.5, abs=0.6) and edges[0] == pytest.approx(0.05)
    steps_a_bin = np.diff(edges) / 0.1
    assert np.allclose(steps_a_bin, steps_a_bin[0]) and steps_a_bin[0] == pytest.approx(round(steps_a_bin[0]))
    steps = np.round(waits.gaps / 0.1)
    assert (steps == 1).mean() == pytest.approx(RATE, abs=0.005)


def test_intervals_are_looked_at_from_nearby_and_on_a_scale_of_ratios(played: Stage, qtbot: QtBot) -> None:
    panel = filled("interval_histogram", played, qtbot)
    assert isinstance(panel, IntervalHistogram)
    panel.autoscale()  # the scale of what was there before is kept for a while
    before = panel.edges()
    ground = panel.graph.viewport()
    turn_wheel(ground, ground.rect().center(), 3)
    assert panel.edges()[-1] - panel.edges()[0] < 0.7 * (before[-1] - before[0])
    panel.autoscale()
    assert np.allclose(panel.edges(), before)
    {action.text(): action for action in panel.menu_actions()}["Logarithmic scale"].trigger()
    edges = panel.edges()
    assert np.allclose(np.diff(np.log10(edges)), np.diff(np.log10(edges))[0]) and edges[0] == pytest.approx(0.05)
    qtbot.mouseMove(ground, ground.rect().center() / 2)
    qtbot.mouseMove(ground, ground.rect().center())
    assert " % near " in panel.header.value


def test_a_population_is_left_out_of_the_intervals(played: Stage, qtbot: QtBot) -> None:
    panel = filled("interval_histogram", played, qtbot)
    {action.text(): action for action in panel.menu_actions()}["Poisson"].trigger()
    assert [chip[1].split()[0] for chip in panel.chips() if chip[0] != NOTE] == ["Hidden", "Output"]


def test_of_very_many_spikes_some_neurons_are_looked_at(qtbot: QtBot) -> None:
    size = 1000
    rng = np.random.default_rng(2)
    frames = RingBuffer()
    frames.adopt({"1": size})
    steps = np.repeat(np.arange(1, 10_001), 2 * MOST_SPIKES // 10_000)
    frames.append(Chunk(0, 10_000, {"1": RecordedSpikes(steps, rng.integers(0, size, len(steps)).astype(np.int32))}))
    waits = intervals_by_element(frames, (("1", size),), 0.0, 1000.0, 0.1)["1"]
    assert waits.counted == size // 2 and len(waits.gaps) == pytest.approx(MOST_SPIKES, rel=0.01)
    assert waits.variation == pytest.approx(1.0, abs=0.02)


def test_a_spectrum_finds_the_rhythm_of_a_population_and_of_a_membrane() -> None:
    frames = RingBuffer()
    frames.adopt({"1": 10})
    times = np.arange(20_000) * 0.1
    rng = np.random.default_rng(1)
    fires = rng.random((20_000, 10)) < 0.004 * (1 + np.sin(2 * np.pi * 40.0 * times / 1000))[:, None]
    at = np.argwhere(fires)
    steps = np.arange(1, 20_001)
    membrane = -60 + 3 * np.sin(2 * np.pi * 12.0 * times / 1000)
    chunk = Chunk(0, 20_000, {"1": RecordedSpikes(at[:, 0] + 1, at[:, 1].astype(np.int32))})
    chunk.samples["t"] = RecordedSamples(steps, membrane[:, None])
    frames.append(chunk)
    rate, trace = Signal("1", -1, 10, 0, "Neurons", "Hz"), Signal("t", 0, 1, 0, "V", "mV")
    spectra = spectra_of(frames, (rate, trace, Signal("gone", 0, 1, 0, "", "")), 0.0, 2000.0, 0.1)
    assert set(spectra) == {rate, trace}
    for signal, frequency in ((rate, 40.0), (trace, 12.0)):
        found = spectra[signal]
        inner = found.frequencies > 1
        assert found.frequencies[inner][found.power[inner].argmax()] == pytest.approx(frequency, abs=10.0)


def test_a_spectrum_is_of_rates_or_of_traces(played: Stage, qtbot: QtBot) -> None:
    panel = filled("spectrum", played, qtbot)
    assert isinstance(panel, Spectrum)
    assert [signal.name for signal, _ in panel.spectra()] == ["Poisson", "Hidden", "Output"]
    played.source.shown.current.show_first()
    played.play_until(2500.0, qtbot)
    {action.text(): action for action in panel.menu_actions()}["Of membranes and other traces"].trigger()
    qtbot.waitUntil(lambda: len(panel.spectra()) == 4)
    assert panel.spectra()[0][0].name == "Hidden 0 V" and panel.spectra()[0][0].unit == "mV"
    assert len(set(panel.table().columns)) == 4 and len(list(panel.table().rows)) > 100
    center = panel.graph.viewport().rect().center()
    qtbot.mouseMove(panel.graph.viewport(), center / 2)
    qtbot.mouseMove(panel.graph.viewport(), center)
    assert panel.header.value.endswith(" Hz")


@pytest.mark.parametrize("kind", ["interval_histogram", "spectrum"])
def test_a_redraw_waits_for_no_computation(
    kind: str, played: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = filled(kind, played, qtbot)
    assert isinstance(panel, IntervalHistogram | Spectrum)
    held = threading.Event()
    version = panel.computation.version

    def hold() -> object:
        held.wait()
        return known

    known = panel.computation.result
    monkeypatch.setattr(panel, "work", lambda: hold)
    try:
        for end in (1100.0, 1200.0):
            played.time_range.look_back(end)
            panel.draw_now()
        panel.draw_now()  # would stand still for ever
        assert panel.computation.version == version
    finally:
        held.set()
    qtbot.waitUntil(lambda: panel.computation.version > version)


def test_powers_of_ten_are_numbered_as_people_write_them(qapp: object) -> None:
    assert [power_words(10.0**n) for n in (-4, -2, 0, 3, 6)] == ["10⁻⁴", "0.01", "1", "1000", "10⁶"]
    axis = PowerAxis("bottom", 24, grid=False, suffix=" Hz")
    ((_, few),) = axis.tickValues(0.0, 2.0, 400)
    assert axis.tickStrings(few, 1.0, 1.0)[:4] == ["1 Hz", "2 Hz", "5 Hz", "10 Hz"]
    ((_, many),) = axis.tickValues(-9.0, 9.0, 200)
    assert 3 <= len(many) <= 8


def test_shift_and_a_drag_mark_a_span_and_a_click_takes_it_away(played: Stage, qtbot: QtBot) -> None:
    panel = filled("raster", played, qtbot)
    ground = panel.graph.viewport()
    shift, left = Qt.KeyboardModifier.ShiftModifier, Qt.MouseButton.LeftButton
    rect = panel.data_rect.toRect()  # type: ignore[attr-defined]
    a, b = QPoint(rect.left() + rect.width() // 4, 100), QPoint(rect.left() + 3 * rect.width() // 4, 120)
    qtbot.mousePress(ground, left, shift, a)
    qtbot.mouseMove(ground, b)
    qtbot.mouseRelease(ground, left, shift, b)
    selected, (start, end) = played.time_range.selected, played.time_range.interval(played.source.latest)
    assert selected is not None
    quarter = (end - start) / 4
    assert selected == pytest.approx((start + quarter, start + 3 * quarter), abs=5.0)
    assert played.time_range.is_following, "a marked span moves nothing"
    qtbot.mousePress(ground, left, shift, a)
    qtbot.mouseRelease(ground, left, shift, a)
    assert played.time_range.selected is None
