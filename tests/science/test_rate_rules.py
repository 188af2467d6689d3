"""Hebb, Oja, BCM and Clopath: growth by rates, principal components, selectivity, dependence on the frequency."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription, Population, Projection
from engine.plasticity import BCM, Clopath, Hebb, Oja
from engine.simulation.simulation import Simulation
from tests.science.given_trains import ALL, DELTA, learning, learnt, listed

SUMMING = find("neurons/discrete_leaky_integrate_and_fire_subtractive")
"""With beta 1 it fires as often as its input sums to its threshold: a linear neuron."""
H = 1.0


def poisson(random, rates, h=H):
    """A train of stamps for rates (steps,) in Hz."""
    return np.flatnonzero(random.random(len(rates)) < np.asarray(rates) * h / 1000.0) + 1


def linear(rule, trains, parameters, weights) -> np.ndarray:
    """Weights after all trains onto one neuron whose rate is their weighted sum."""
    steps = max(int(train[-1]) for train in trains if len(train)) + 1
    network = NetworkDescription(
        H,
        (Population("target", SUMMING, 1, {"beta": 1.0, "V_th": 1.0}),),
        (
            Projection(
                "plastic", "pre", "target", DELTA, ALL, np.asarray(weights)[None, :], H,
                plasticity=rule, plasticity_parameters=parameters,
            ),
        ),
        (listed("pre", trains, H),),
    )  # fmt: skip
    simulation = Simulation(network)
    simulation.advance(steps)
    return simulation.weights("plastic")


def test_hebbs_weight_grows_with_the_product_of_both_rates():
    h, steps = 1.0, 20_000
    pre = [np.arange(7, steps, 50), np.arange(7, steps, 25)]  # 20 and 40 Hz
    post = [np.arange(19, steps, 100)]  # 10 Hz
    given = {"tau_x": 200.0, "tau_y": 200.0, "eta": 0.1, "w_max": 1e4, "interval": 1.0}
    change = learnt(learning(Hebb, pre, post, given, weight=1.0, h=h), steps) - 1.0
    assert change == pytest.approx(0.1 * 1e4 * np.array([0.02, 0.04]) * 0.01 * steps * h, rel=0.03)


def test_ojas_weights_become_the_first_principal_component_of_length_one():
    random, steps, size = np.random.default_rng(1), 200_000, 8
    common = np.repeat(random.gamma(2.0, 10.0, steps // 200), 200)  # a rate that the first inputs share, in Hz
    share = np.linspace(1.0, 0.1, size)
    rates = [20.0 * (1 - s) + s * common for s in share]
    trains = [poisson(random, rate) for rate in rates]
    found = linear(Oja, trains, {"eta": 0.03, "w_1": 1.0, "tau_x": 50.0, "tau_y": 50.0}, random.uniform(0.1, 0.5, size))
    filtered, left = np.zeros((size, steps)), np.exp(-H / 50.0)
    for i, train in enumerate(trains):
        spikes = np.bincount(train, minlength=steps + 1)[:steps] / 50.0
        for t in range(1, steps):
            filtered[i, t] = (filtered[i, t - 1] + spikes[t - 1]) * left
    values, vectors = np.linalg.eigh(filtered @ filtered.T / steps)
    first = np.abs(vectors[:, -1])
    assert np.linalg.norm(found) == pytest.approx(1.0, abs=0.05)
    assert first @ found / np.linalg.norm(found) > 0.99
    assert values[-1] > 2 * values[-2], "there is a first component to be found"


def test_bcm_answers_to_one_of_several_orthogonal_patterns():
    random, patterns, each, block = np.random.default_rng(4), 5, 8, 200
    active = np.repeat(random.integers(0, patterns, 1500), block)
    trains = [poisson(random, np.where(active == i // each, 60.0, 0.0)) for i in range(patterns * each)]
    given = {"eta": 0.003, "w_max": 1.0, "tau_theta": 5000.0, "rho_0": 20.0, "tau_x": 40.0, "tau_y": 40.0}
    start = random.uniform(0.1, 0.15, patterns * each)

    def selectivity(weights):
        answers = weights.reshape(patterns, each).sum(axis=1)
        return 1.0 - (answers.sum() - answers.max()) / (patterns - 1) / answers.max()

    assert selectivity(start) < 0.2
    assert selectivity(linear(BCM, trains, given, start)) > 0.9


def pairings(rate: float, lag: int, pairs: int = 60) -> float:
    """The relative weight after pairs of a source's spike and, ``lag`` steps later, one of its target."""
    h = 0.1
    pre = 2000 + np.round(np.arange(pairs) * 1000.0 / rate / h).astype(np.int64)
    cell = {"E_L": -70.6, "V_reset": -55.0, "V_th": -50.0, "tau_m": 25.0, "t_ref": 2.0}
    network = NetworkDescription(
        h,
        (Population("target", find("neurons/leaky_integrate_and_fire"), 1, cell, {"V": -70.6}),),
        (
            Projection("fire", "post", "target", DELTA, ALL, 100.0, h),
            Projection("plastic", "pre", "target", DELTA, ALL, 1e-6, h, plasticity=Clopath,
                       plasticity_parameters={"w_1": 1e-6, "w_max": 1e-5}),
        ),
        (listed("pre", [pre], h), listed("post", [pre + lag - 1], h)),
    )  # fmt: skip
    simulation = Simulation(network)
    simulation.advance(int(pre[-1]) + 3000)
    return float(simulation.weights("plastic")[0]) / 1e-6


def test_clopaths_rule_depends_on_the_frequency_as_measured():
    """Sjöström's pairings: after at +10 ms more with the frequency; at -10 ms depression that turns over."""
    after = [pairings(rate, 100) for rate in (1.0, 10.0, 20.0, 40.0, 50.0)]
    before = [pairings(rate, -100) for rate in (1.0, 10.0, 20.0, 40.0, 50.0)]
    assert all(low < high for low, high in pairwise(after))
    assert before[0] < 1.0 and before[1] < 1.0 and before[-1] > 1.0
    assert all(a > b for a, b in zip(after[:3], before[:3], strict=True))
