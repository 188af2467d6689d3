"""Rates and intervals of trains whose answers are known."""

import numpy as np
import pytest

from engine.analysis.correlations import correlation_coefficients
from engine.analysis.intervals import (
    coefficients_of_variation,
    intervals,
    known_mean,
)
from engine.analysis.rates import binned_counts, mean_rates, population_rate
from engine.analysis.synchrony import fano_factors, synchrony_of


def test_rates_are_spikes_per_second() -> None:
    assert np.array_equal(mean_rates(np.array([0, 0, 2]), 3, 500.0), [4.0, 0.0, 2.0])
    with pytest.raises(ValueError, match="above 0 ms"):
        mean_rates(np.array([0]), 1, 0.0)


def test_a_spike_stamped_at_the_end_of_a_bin_belongs_to_it() -> None:
    centres, rates = population_rate(np.array([0.1, 0.2, 0.3]), 1, 0.0, 0.3, 0.1)
    assert np.allclose(centres, [0.05, 0.15, 0.25])
    assert np.allclose(rates, 10_000.0)


def test_every_train_is_counted_in_bins_of_its_own() -> None:
    counts = binned_counts(np.array([0.1, 0.2, 0.3, 0.7, 0.0]), np.array([1, 1, 1, 0, 0]), 3, 0.0, 0.75, 0.2)
    assert np.array_equal(counts, [[0, 0, 0], [2, 1, 0], [0, 0, 0]]), "0.7 falls into the bin that is not complete"


def test_correlations_find_shared_opposite_and_independent_trains() -> None:
    rng = np.random.default_rng(3)
    shared, own = rng.poisson(1.0, (2, 1, 50_000)), rng.poisson(1.0, (3, 50_000))
    counts = np.concatenate([shared[0] + own[:2], own[2:], 9 - own[2:], np.ones((1, 50_000), int)])
    found = correlation_coefficients(counts)
    assert found[0] == pytest.approx(0.5, abs=0.02), "half of the variance of each of the first two is shared"
    assert found[1] == pytest.approx(0.0, abs=0.02) and found[7] == pytest.approx(-1.0)
    assert np.isnan(found[[3, 6, 8, 9]]).all(), "a train that never varies is correlated with none"
    assert np.allclose(found[:3], np.corrcoef(counts[:4])[0, 1:])


def test_intervals_belong_to_one_neuron_whatever_the_order() -> None:
    gaps, owner = intervals(np.array([5.0, 1.0, 2.0, 9.0]), np.array([1, 0, 1, 0]))
    assert np.array_equal(gaps, [8.0, 3.0]) and np.array_equal(owner, [0, 1])


def test_a_clock_has_no_variation_and_a_poisson_train_has_one() -> None:
    rng = np.random.default_rng(1)
    clock, poisson = np.arange(5000.0), np.cumsum(rng.exponential(5.0, 5000))
    times = np.concatenate([clock, poisson, [1.0, 2.0]])
    neurons = np.repeat([0, 1, 2], [5000, 5000, 2])
    values = coefficients_of_variation(times, neurons, 4)
    assert values[0] == 0.0 and abs(values[1] - 1) < 0.05 and np.isnan(values[2:]).all()
    assert known_mean(values) == pytest.approx(np.nanmean(values))


def test_silence_has_no_mean_variation() -> None:
    assert np.isnan(known_mean(coefficients_of_variation(np.zeros(0), np.zeros(0, int), 3)))


def test_fano_and_synchrony_know_their_extremes() -> None:
    rng = np.random.default_rng(2)
    poisson = np.sort(rng.uniform(0, 100_000, 20_000))
    assert abs(fano_factors(poisson, np.zeros(20_000, int), 1, 0, 100_000, 50.0)[0] - 1) < 0.1
    same = np.sort(rng.uniform(0, 1000, 100))
    together = np.tile(same, 5), np.repeat(np.arange(5), 100)
    assert synchrony_of(binned_counts(*together, 5, 0, 1000, 5.0)) == pytest.approx(1.0)
    apart = rng.uniform(0, 1000, 5000), rng.integers(0, 50, 5000)
    assert synchrony_of(binned_counts(*apart, 50, 0, 1000, 5.0)) < 0.3


@pytest.mark.parametrize("step", [0.1, 0.3, 0.7])
def test_a_clock_whose_times_are_rounded_varies_by_nothing(step: float) -> None:
    """A histogram of such variations had an axis up to 7e-15."""
    times = np.arange(17, 40_000, 171) * step + 1e5
    (variation,) = coefficients_of_variation(times, np.zeros(len(times), np.int64), 1)
    assert variation == 0.0 and len(set(np.diff(times))) > 1
    late = times + 1e-3 * (np.arange(len(times)) % 2)
    assert coefficients_of_variation(late, np.zeros(len(times), np.int64), 1)[0] > 1e-6
