"""Figures of single neurons whose answers are known."""

from __future__ import annotations

import numpy as np
import pytest

from engine.analysis.intervals import FEWEST, coefficients_of_variation, intervals, local_variations
from engine.analysis.neurons import FEWEST_WINDOWS, WINDOW, neuron_figures
from tests.engine.analysis.test_summary import clocks, poisson


def test_each_neuron_has_its_own_count_rate_interval_and_variations() -> None:
    """A clock, a Poisson train, a pair of spikes, one spike, none."""
    rng = np.random.default_rng(6)
    clock, random = np.arange(10.0, 20_001.0, 10.0), np.cumsum(rng.exponential(8.0, 4000))
    random = random[random <= 20_000.0]
    times = np.concatenate([clock, random, [100.0, 400.0], [50.0]])
    neurons = np.repeat([0, 1, 2, 3], [len(clock), len(random), 2, 1])
    shuffled = rng.permutation(len(times))
    found = neuron_figures(times[shuffled], neurons[shuffled], 5, 0.0, 20_000.0)
    assert found.spikes.tolist() == [2000, len(random), 2, 1, 0]
    assert np.allclose(found.rates, found.spikes / 20.0)
    assert found.intervals[0] == pytest.approx(10.0) and found.intervals[2] == 300.0
    assert found.variations[0] == pytest.approx(0.0, abs=1e-6) and found.variations[1] == pytest.approx(1.0, abs=0.06)
    assert found.local_variations[0] == pytest.approx(0.0, abs=1e-9)
    assert found.local_variations[1] == pytest.approx(1.0, abs=0.06)
    assert found.fano_factors[0] == 0.0 and found.fano_factors[1] == pytest.approx(1.0, abs=0.25)
    assert np.isnan(found.intervals[3:]).all(), "one spike has no interval"
    assert np.isnan(found.variations[2:]).all() and np.isnan(found.local_variations[2:]).all()
    assert np.isnan(found.fano_factors[4]) and found.fano_factors[3] == pytest.approx(1.0)


def test_local_variation_is_shinomotos_sum_and_blind_to_a_slow_drift_that_moves_the_cv() -> None:
    gaps = np.array([10.0, 30.0, 20.0, 20.0])
    times = np.concatenate([[0.0], np.cumsum(gaps)])
    by_hand = 3 / 3 * ((20 / 40) ** 2 + (10 / 50) ** 2 + 0.0)
    found = local_variations(*intervals(times, np.zeros(5, int)), 1)
    assert found[0] == pytest.approx(by_hand)
    slower = np.cumsum(np.geomspace(5.0, 50.0, 400))
    neurons = np.zeros(400, int)
    assert coefficients_of_variation(slower, neurons, 1)[0] > 0.5
    assert local_variations(*intervals(slower, neurons), 1)[0] < 1e-4


def test_intervals_of_different_neurons_are_never_compared() -> None:
    times = np.array([0.0, 10.0, 20.0, 30.0, 0.0, 50.0, 100.0, 150.0])
    found = local_variations(*intervals(times, np.repeat([0, 1], 4)), 2)
    assert np.array_equal(found, [0.0, 0.0])
    few = local_variations(*intervals(times[:FEWEST], np.zeros(FEWEST, int)), 1)
    assert np.isnan(few[0])


def test_counts_of_neurons_that_were_cut_out_are_those_of_a_table() -> None:
    times, neurons = poisson(40, 25.0, 3000.0, 9)
    found = neuron_figures(times, neurons, 40, 500.0, 2500.0)
    inside = (times > 500.0) & (times <= 2500.0)
    table = np.zeros((40, 20))
    np.add.at(table, (neurons[inside], np.ceil((times[inside] - 500.0) / WINDOW).astype(int) - 1), 1)
    assert np.array_equal(found.spikes, table.sum(axis=1))
    assert np.allclose(found.fano_factors, table.var(axis=1, ddof=1) / table.mean(axis=1))


def test_too_short_a_span_has_no_fano_factor_and_an_empty_one_is_refused() -> None:
    short = (FEWEST_WINDOWS - 1) * WINDOW
    assert np.isnan(neuron_figures(*clocks(3, 10.0, short), 3, 0.0, short).fano_factors).all()
    assert np.isfinite(neuron_figures(*clocks(3, 10.0, 500.0), 3, 0.0, FEWEST_WINDOWS * WINDOW).fano_factors).all()
    with pytest.raises(ValueError, match="above 0 ms"):
        neuron_figures(np.zeros(0), np.zeros(0, int), 3, 5.0, 5.0)


def test_a_long_span_of_many_neurons_needs_no_table_of_windows() -> None:
    """An hour of 100,000 neurons would be 3.6 billion windows; the spikes are 200,000."""
    times, neurons = poisson(100_000, 2 / 3600, 3_600_000.0, 4)
    found = neuron_figures(times, neurons, 100_000, 0.0, 3_600_000.0)
    assert found.spikes.sum() == len(times) and np.nanmean(found.fano_factors) == pytest.approx(1.0, abs=0.01)
