"""Statistics of populations whose answers are known in closed form."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.analysis.correlations import correlation_coefficients
from engine.analysis.intervals import coefficients_of_variation, known_mean
from engine.analysis.neurons import WINDOW
from engine.analysis.rates import binned_counts
from engine.analysis.summary import BIN, MOST_NEURONS, chosen_neurons, summary
from engine.analysis.synchrony import fano_factors, synchrony_of

Trains = tuple[NDArray[np.float64], NDArray[np.int64]]


def poisson(neurons: int, rate: float, duration: float, seed: int) -> Trains:
    """Independent trains of ``rate`` Hz over ``duration`` ms, in the order of time."""
    rng = np.random.default_rng(seed)
    spikes = rng.poisson(rate * neurons * duration / 1000)
    times = np.sort(rng.uniform(0.0, duration, spikes))
    return times, rng.integers(0, neurons, spikes)


def clocks(neurons: int, period: float, duration: float) -> Trains:
    """All neurons at once, every ``period`` ms."""
    beats = np.arange(period, duration + period / 2, period)
    return np.repeat(beats, neurons), np.tile(np.arange(neurons), len(beats))


def test_poisson_trains_have_one_of_everything_and_nothing_in_common() -> None:
    found = summary(*poisson(200, 30.0, 10_000.0, 4), 200, 0.0, 10_000.0)
    assert found.rates.mean() == pytest.approx(30.0, rel=0.02)
    assert found.rates.std() == pytest.approx(np.sqrt(30.0 / 10), rel=0.15), "counts of ten seconds scatter by Poisson"
    assert known_mean(found.variations) == pytest.approx(1.0, abs=0.02)
    assert found.figures.interval == pytest.approx(1000.0 / 30.0, rel=0.03)
    assert known_mean(found.fano_factors) == pytest.approx(1.0, abs=0.03)
    assert known_mean(found.correlations) == pytest.approx(0.0, abs=0.005)
    assert found.synchrony == pytest.approx(1 / np.sqrt(200), rel=0.2), "independent neurons: one over root of N"


def test_clocks_that_beat_together_have_none_of_it_and_everything_in_common() -> None:
    found = summary(*clocks(12, 20.0, 2000.0), 12, 0.0, 2000.0)
    assert np.allclose(found.rates, 50.0) and found.spikes == 1200
    assert np.allclose(found.intervals, 20.0) and found.figures.interval == pytest.approx(20.0)
    assert np.allclose(found.variations, 0.0) and np.allclose(found.fano_factors, 0.0)
    assert found.synchrony == pytest.approx(1.0) and np.allclose(found.correlations, 1.0)
    assert len(found.correlations) == 12 * 11 / 2


def test_a_neuron_that_fired_once_has_no_interval() -> None:
    found = summary(np.array([5.0, 10.0, 40.0]), np.array([0, 1, 1]), 3, 0.0, 100.0)
    assert np.isnan(found.intervals[[0, 2]]).all() and found.intervals[1] == 30.0 == found.figures.interval


@pytest.mark.parametrize("windows", [2, 5, 50])
def test_few_windows_do_not_bend_the_fano_factor_of_poisson_counts(windows: int) -> None:
    times, neurons = poisson(20_000, 3.0, 1000.0 * windows, 7)
    found = fano_factors(times, neurons, 20_000, 0.0, 1000.0 * windows, 1000.0)
    assert known_mean(found) == pytest.approx(1.0, abs=0.03)


def test_a_gamma_process_of_order_four_has_half_the_variation_and_a_quarter_of_the_fano_factor() -> None:
    """CV = 1/sqrt(k); the count over long windows has the factor CV² (Cox & Lewis)."""
    rng = np.random.default_rng(5)
    times = np.cumsum(rng.gamma(4.0, 5.0 / 4.0, (40, 6000)), axis=1)
    neurons = np.repeat(np.arange(40), 6000)
    assert known_mean(coefficients_of_variation(times.ravel(), neurons, 40)) == pytest.approx(0.5, abs=0.01)
    found = fano_factors(times.ravel(), neurons, 40, 0.0, 25_000.0, 500.0)
    assert known_mean(found) == pytest.approx(0.25, abs=0.03)


def test_a_summary_is_made_of_what_the_single_functions_say() -> None:
    times, neurons = poisson(30, 20.0, 3000.0, 6)
    found = summary(times, neurons, 30, 1000.0, 2000.0)
    inside = (times > 1000.0) & (times <= 2000.0)
    times, neurons = times[inside], neurons[inside]
    assert found.spikes == inside.sum() == found.rates.sum()
    assert np.array_equal(found.variations, coefficients_of_variation(times, neurons, 30), equal_nan=True)
    assert found.synchrony == pytest.approx(synchrony_of(binned_counts(times, neurons, 30, 1000.0, 2000.0, BIN)))
    counts = binned_counts(times, neurons, 30, 1000.0, 2000.0, BIN)
    assert np.allclose(found.correlations, correlation_coefficients(counts), equal_nan=True)
    windows = binned_counts(times, neurons, 30, 1000.0, 2000.0, WINDOW)
    assert np.allclose(found.fano_factors, windows.var(axis=1, ddof=1) / windows.mean(axis=1), equal_nan=True)


def test_of_many_neurons_the_same_few_are_looked_at_and_all_are_counted() -> None:
    size = 50_000
    times, neurons = poisson(size, 5.0, 1000.0, 8)
    found = summary(times, neurons, size, 0.0, 1000.0)
    assert found.counted == MOST_NEURONS == len(found.variations) and found.neurons == size
    assert len(found.correlations) == MOST_NEURONS * (MOST_NEURONS - 1) // 2
    assert found.rates.mean() == pytest.approx(len(times) / size)
    again = summary(times, neurons, size, 0.0, 1000.0)
    assert np.array_equal(found.correlations, again.correlations, equal_nan=True)
    chosen = chosen_neurons(size, MOST_NEURONS)
    assert len(set(chosen.tolist())) == MOST_NEURONS and (np.diff(chosen) > 0).all()
    own = np.isin(neurons, chosen)
    alone = coefficients_of_variation(times[own], neurons[own], size)[chosen]
    assert np.allclose(found.variations, alone, equal_nan=True)


def test_silence_and_a_lone_neuron_have_no_figures_but_a_rate() -> None:
    silent = summary(np.zeros(0), np.zeros(0, int), 3, 0.0, 1000.0)
    assert np.array_equal(silent.rates, [0, 0, 0]) and np.isnan(silent.synchrony)
    assert np.isnan(silent.variations).all() and np.isnan(silent.fano_factors).all()
    assert np.isnan(silent.correlations).all() and len(silent.correlations) == 3
    lone = summary(*clocks(1, 10.0, 1000.0), 1, 0.0, 1000.0)
    assert lone.rates[0] == 100.0 and np.isnan(lone.synchrony) and len(lone.correlations) == 0


def test_a_span_too_short_for_windows_says_nothing_of_counts() -> None:
    found = summary(*poisson(10, 50.0, 400.0, 1), 10, 0.0, 400.0)
    assert np.isnan(found.fano_factors).all() and np.isfinite(found.synchrony)
    with pytest.raises(ValueError, match="above 0 ms"):
        summary(np.zeros(0), np.zeros(0, int), 3, 5.0, 5.0)
