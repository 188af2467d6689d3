"""The activity of a population that became smaller is that of the neurons that are left; of a larger one, of all."""

from __future__ import annotations

import numpy as np
import pytest

from app.plots.parts.rate_bins import RateBins
from app.plots.statistics.neuron_statistics import sorted_figures
from app.plots.statistics.population_statistics import population_figures, whole_words
from app.plots.views.interval_histogram import intervals_by_element
from app.plots.views.spectrum import Signal, spectra_of_span
from app.running.record.activity import rates, spike_activity
from app.running.record.ring_buffer import RecordedSpikes, RingBuffer
from app.running.record.size_past import SizePast
from tests.app.running.fake import Chunk

BEFORE, STEPS, LONG = 20, 400, 4000


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


def _grown_by_chance() -> RingBuffer:
    """5 independent neurons, and 20 from the middle on, each fires in every step with a probability of 0.05."""
    frames, random = RingBuffer(), np.random.default_rng(3)
    for first, size in ((0, 5), (LONG, BEFORE)):
        frames.adopt({"1": size})
        steps, neurons = np.nonzero(random.random((LONG, size)) < 0.05)
        frames.append(Chunk(first, LONG, {"1": RecordedSpikes(first + steps + 1, neurons.astype(np.int32))}))
    return frames


def test_neurons_that_came_together_are_not_told_to_fire_together() -> None:
    """Silent before and firing behind it, they had a Fano factor of 2.9 for 1, and a correlation of 0.06 for 0."""
    frames, end = _grown_by_chance(), 2.0 * LONG
    since, found = population_figures(frames, [("1", BEFORE)], 0.0, end, 1.0)[2]["1"]
    behind = population_figures(frames, [("1", BEFORE)], float(LONG), end, 1.0)[2]["1"][1]
    assert since == 0.0 and found.start == LONG and behind.start == LONG
    assert found.figures.correlation == behind.figures.correlation == pytest.approx(0.0, abs=0.02)
    assert found.figures.synchrony == behind.figures.synchrony
    assert found.figures.fano_factor == behind.figures.fano_factor == pytest.approx(0.95, abs=0.2)
    assert found.rates == pytest.approx(50.0, rel=0.2) and found.spikes > behind.spikes, "all that is kept is counted"


def test_figures_of_a_span_before_a_population_grew_are_of_the_neurons_that_there_were() -> None:
    frames = _grown_by_chance()
    before = population_figures(frames, [("1", BEFORE)], 0.0, float(LONG), 1.0)[2]["1"][1]
    five = population_figures(frames, [("1", 5)], 0.0, float(LONG), 1.0)[2]["1"][1]
    assert before.figures == five.figures and before.start == 0.0


def test_the_variation_of_counts_of_a_neuron_that_came_is_of_the_time_since_then() -> None:
    frames, end = _grown_by_chance(), 2.0 * LONG
    of_all = sorted_figures(frames, "1", BEFORE, 0.0, end, 1.0, (0, False))
    found = of_all.figures.fano_factors
    behind = sorted_figures(frames, "1", BEFORE, float(LONG), end, 1.0, (0, False)).figures.fano_factors
    whole = sorted_figures(frames, "1", 5, 0.0, end, 1.0, (0, False)).figures.fano_factors
    assert np.array_equal(found, [*whole, *behind[5:]])
    assert (of_all.start, of_all.end) == (0.0, end)


def test_it_is_said_since_when_all_are_there() -> None:
    assert whole_words([("A", 250.0, 0.0), ("B", 0.0, 0.0)]) == (
        "All but the rate is of the time in which all neurons are there: A from 0.250 s."
    )
    assert whole_words([("B", 0.0, 0.0)]) == ""
