"""Poisson drive: the right distribution, and a train of its own for every target."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription, Population, Projection, Recording, Stimulus
from engine.simulation.operations.poisson import PoissonTable, thresholds
from engine.simulation.simulation import Simulation


@pytest.mark.parametrize("expected", [0.0, 1e-6, 0.03, 0.5, 1.5, 12.0, 120.0, 290.0])
def test_the_thresholds_are_the_cumulative_distribution(expected):
    table = thresholds(expected).astype(float)
    counts = np.arange(len(table))
    assert np.allclose((table + 1) / 2**32, np.minimum(stats.poisson.cdf(counts, expected), 1.0), atol=1e-9)


def counts(rate: float, seed: int = 1) -> np.ndarray:
    """Spikes (steps, targets) that a discrete neuron without memory receives."""
    listener = find("neurons/discrete_leaky_integrate_and_fire")
    network = NetworkDescription(
        0.1,
        (Population("a", listener, 50, {"beta": 0.0, "V_th": 1e9}),),
        (Projection("p", "s", "a", find("synapses/delta"), find("wiring/all_to_all"), 1.0, 0.1),),
        (Stimulus("s", find("stimuli/poisson"), parameters={"rate": rate}),),
        recordings=(Recording("V", "a", "V"),),
    )
    return Simulation(network, seed=seed).run(200.0).samples["V"].values[1:]


@pytest.mark.parametrize("rate", [300.0, 5000.0, 30_000.0])
def test_counts_have_the_mean_and_variance_of_their_rate(rate):
    drawn = counts(rate)
    expected = rate * 0.1 / 1000.0
    error = np.sqrt(expected / drawn.size)
    assert drawn.mean() == pytest.approx(expected, abs=5 * error)
    assert drawn.var() == pytest.approx(expected, rel=0.05)


def test_targets_and_steps_are_independent():
    drawn = counts(10_000.0)
    between = np.corrcoef(drawn.T)[np.triu_indices(50, 1)]
    assert abs(between.mean()) < 0.005
    assert between.std() == pytest.approx(1 / np.sqrt(len(drawn)), rel=0.15)
    follows = np.corrcoef(drawn[:-1].ravel(), drawn[1:].ravel())[0, 1]
    assert abs(follows) < 0.02


def test_another_seed_draws_other_counts():
    assert not np.array_equal(counts(5000.0, seed=1), counts(5000.0, seed=2))


def test_a_table_counts_what_a_search_finds_also_after_the_rate_has_changed():
    words = np.random.default_rng(5).integers(0, 2**32, 4000, dtype=np.uint32)
    table = np.zeros(24, np.uint32)
    counting = PoissonTable(table, len(words), "float32")
    for expected in (2.0, 2.0, 2.0, 0.3, 0.3, 0.3):
        table[:] = 0xFFFFFFFF
        table[: len(thresholds(expected))] = thresholds(expected)
        words[:24] = table  # a word that equals a threshold does not exceed it
        assert np.array_equal(counting(words), np.searchsorted(table, words, side="left"))
