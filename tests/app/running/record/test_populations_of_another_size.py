"""The activity of a population that became smaller is that of the neurons that are left; of a larger one, of all."""

from __future__ import annotations

import numpy as np
import pytest

from app.plots.parts.rate_bins import RateBins
from app.plots.statistics.neuron_statistics import sorted_figures
from app.plots.statistics.population_statistics import population_figures
from app.plots.views.interval_histogram import intervals_by_element
from app.plots.views.spectrum import Signal, spectra_of_span
from app.running.record.activity import rates, spike_activity
from app.running.record.ring_buffer import RecordedSpikes, RingBuffer
from app.running.record.size_past import SizePast
from tests.app.running.fake import Chunk

BEFORE, STEPS = 20, 400


def _fired() -> RingBuffer:
    """20 neurons, each at 100 Hz."""
    frames = RingBuffer()
    frames.adopt({"1": BEFORE})
    steps = np.repeat(np.arange(10, STEPS + 1, 10), BEFORE)
    neurons = np.tile(np.arange(BEFORE, dtype=np.int32), STEPS // 10)
    frames.append(Chunk(0, STEPS + 1, {"1": RecordedSpikes(steps, neurons)}))
    return frames


def test_the_rate_of_a_smaller_population_counts_its_own_spikes() -> None:
    """20 neurons at 100 Hz of which 3 were left told 667 Hz, and painted the spikes of others over its edge."""
    frames = _fired()
    for size in (BEFORE, 3, 1):
        activity = spike_activity(frames, "1", size, 1.0)
        assert activity.mean_rate == pytest.approx(100.0, rel=0.03)
        assert np.all(activity.rows < 1.0) and np.nanmax(activity.rate) < 300.0
        assert rates(frames, "1", size, 1.0, np.array([1, STEPS // 2 + 1])) == pytest.approx(100.0)


def test_views_and_tables_of_a_smaller_population_count_its_own_spikes() -> None:
    frames = _fired()
    for size in (BEFORE, 3):
        _, counts = RateBins().update(frames, "1", size, 100, 0, STEPS)
        assert counts.sum() == size * STEPS / 10
        _, _, found = population_figures(frames, [("1", size)], 0.0, STEPS, 1.0)
        assert found["1"][1].spikes == size * STEPS / 10


def test_intervals_spectra_and_single_neurons_of_a_smaller_population_are_of_its_own_spikes() -> None:
    frames, signal = _fired(), Signal("1", -1, 3, 0, "A", "Hz")
    waits = intervals_by_element(frames, [("1", 3)], 0.0, STEPS, 1.0)["1"]
    assert len(waits.gaps) == 3 * (STEPS // 10 - 1) and set(waits.gaps) == {10.0} and waits.size == 3
    whole = Signal("1", -1, BEFORE, 0, "A", "Hz")
    found = spectra_of_span(frames, [signal, whole], 0.0, STEPS, 1.0)
    assert found[signal].power == pytest.approx(found[whole].power), "all fire alike"
    neurons = sorted_figures(frames, "1", 3, 0.0, STEPS, 1.0, (0, False)).figures
    assert neurons.spikes.tolist() == [STEPS // 10] * 3


def _grown() -> RingBuffer:
    """5 neurons at 100 Hz, and 20 from the middle on."""
    frames = RingBuffer()
    for first, size in ((0, 5), (STEPS, BEFORE)):
        frames.adopt({"1": size})
        steps = np.repeat(np.arange(first + 10, first + STEPS + 1, 10), size)
        neurons = np.tile(np.arange(size, dtype=np.int32), STEPS // 10)
        frames.append(Chunk(first, STEPS, {"1": RecordedSpikes(steps, neurons)}))
    return frames


def test_earlier_rates_of_a_larger_population_are_of_the_neurons_that_there_were() -> None:
    """5 neurons at 100 Hz that became 20 were told to have fired at 25 Hz before."""
    frames, signal = _grown(), Signal("1", -1, BEFORE, 0, "A", "Hz")
    edges = np.arange(0, 2 * STEPS + 1, 100) + 1
    assert rates(frames, "1", BEFORE, 1.0, edges) == pytest.approx(100.0)
    assert rates(frames, "1", 3, 1.0, edges) == pytest.approx(100.0), "and made smaller than it ever was"
    activity = spike_activity(frames, "1", BEFORE, 1.0, 2.0 * STEPS)
    assert activity.mean_rate == pytest.approx(100.0) and np.ptp(activity.rate) < 1e-6
    found = population_figures(frames, [("1", BEFORE)], 0.0, 2.0 * STEPS, 1.0)[2]["1"][1]
    assert found.rates == pytest.approx(100.0)
    neurons = sorted_figures(frames, "1", BEFORE, 0.0, 2.0 * STEPS, 1.0, (0, False)).figures
    assert neurons.rates == pytest.approx(100.0)
    power = spectra_of_span(frames, [signal], 0.0, 2.0 * STEPS, 1.0)[signal]
    assert power.power[(power.frequencies > 0) & (power.frequencies < 40)].max() < 1e-3, "no step where it grew"
    then = frames.until(STEPS)
    assert rates(then, "1", 5, 1.0, np.array([1, STEPS + 1])) == pytest.approx(100.0)


def test_a_neuron_that_comes_after_a_span_has_no_rate_in_it() -> None:
    frames = _grown()
    found = sorted_figures(frames, "1", BEFORE, 0.0, float(STEPS), 1.0, (0, False)).figures
    assert found.rates[:5] == pytest.approx(100.0) and np.isnan(found.rates[5:]).all()
    figures = population_figures(frames, [("1", BEFORE)], 0.0, float(STEPS), 1.0)[2]["1"][1]
    assert figures.neurons == 5 and figures.figures.rate == pytest.approx(100.0)


def test_sizes_of_the_past_are_those_of_each_time() -> None:
    past = SizePast().going_on(0, 4).going_on(10, 4).going_on(20, 2).going_on(30, 8)
    assert past == SizePast((0, 20, 30), (4, 2, 8))
    edges = np.array([-10, 0, 20, 25, 35, 45])
    assert past.neurons(8, edges).tolist() == [4.0, 4.0, 2.0, 5.0, 8.0]
    assert past.neurons(3, edges).tolist() == [3.0, 3.0, 2.0, 2.5, 3.0]
    assert past.share(8, 0.0, 40.0) == pytest.approx([1.0] * 2 + [0.75] * 2 + [0.25] * 4)
    assert past.going_on(15, 3) == SizePast((0, 15), (4, 3)), "a run that went back to step 15"
    assert SizePast().neurons(7, edges).tolist() == [7.0] * 5 and SizePast().share(2, 0.0, 1.0).tolist() == [1.0, 1.0]
