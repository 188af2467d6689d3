"""Training keeps one kernel for all places of a convolution."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.checking.network import check
from engine.circuit.circuit import circuit
from engine.circuit.trained import with_arrays
from engine.circuit.weights import Weights
from engine.exporting.formats import formats
from engine.learning.components.drive import draw_weights, drive_of
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.passes.tape import Tape
from engine.learning.training.fitting import fit
from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription
from engine.network.values import Uniform
from engine.simulation.simulation import Simulation
from tests.engine.learning.networks import convolutional, with_maxima


def test_a_kernels_gradient_is_that_of_finite_differences() -> None:
    weights = Weights(circuit(convolutional()), 1, "float64", parameters=False)
    random = np.random.default_rng(0)
    for id, shape in (("in", (2, 1, 3, 3)), ("pool", (1,))):
        wiring, kernel = weights.wiring[id], weights.values[id, "weight"].copy()
        assert kernel.shape == shape
        sent, bars = random.random((5, wiring.shape[1])), random.normal(size=(5, wiring.shape[0]))
        found = wiring.gradient(bars, sent)
        for entry in np.ndindex(shape):
            step = np.zeros(shape)
            step[entry] = 1e-6
            higher, lower = (wiring.onward(sent, kernel + sign * step) for sign in (1, -1))
            assert found[entry] == pytest.approx(((higher - lower) * bars).sum() / 2e-6, rel=1e-6)
        across = wiring.back(bars, kernel)
        assert (across * sent).sum() == pytest.approx((wiring.onward(sent, kernel) * bars).sum())


def test_a_trained_kernel_runs_as_it_was_trained() -> None:
    network = convolutional()
    weights = Weights(circuit(network), 1, "float64", parameters=False)
    weights.draw_fresh(2)
    arrays = weights.outward()
    assert arrays["in", "weight"].shape == (2, 1, 3, 3)
    simulation = Simulation(with_arrays(network, arrays))
    assert set(np.unique(simulation.weights("in"))) == set(np.unique(arrays["in", "weight"]))
    assert np.unique(simulation.weights("pool")) == pytest.approx(arrays["pool", "weight"] / 4)


def test_a_pool_begins_alike_for_every_seed_and_lets_a_whole_window_fire() -> None:
    found = circuit(convolutional())
    weights, drive = Weights(found, 1, "float64", parameters=False), drive_of(found, 1)
    unit, drawn = drive.unit(("pool", "weight")), []
    for seed in (1, 2, 3):
        weights.draw_fresh(seed, drive.units)
        assert unit < weights.values["pool", "weight"] < 1.01 * unit  # a whole window lifts over the threshold
        draw_weights(weights, drive, seed)
        drawn.append(float(weights.values["pool", "weight"][0]))
        assert np.ptp(weights.values["in", "weight"]) > 0
    assert drawn == pytest.approx(drawn[:1] * 3) and drawn[0] >= unit


def test_no_format_refuses_a_convolution() -> None:
    for format in (formats()[name] for name in ("nir", "npz", "safetensors", "csv")):
        assert [p for p in format.refusals(convolutional()) if p.is_fatal] == []


def grouped(groups: float) -> NetworkDescription:
    """The same with a layer of four maps, in groups, in place of the pool."""
    network = convolutional()
    hidden, pooled, out = network.populations
    pooled = replace(pooled, size=64, positions_parameters={"rows": 4.0, "columns": 4.0, "channels": 4.0})
    first, pool, read = network.projections
    numbers = {"channels": 4.0, "groups": groups}
    sees = replace(pool, wiring=find("wiring/convolution"), wiring_parameters=numbers, weight=Uniform(-0.5, 0.8))
    return replace(network, populations=(hidden, pooled, out), projections=(first, sees, read))


def test_channels_of_a_group_see_only_each_other() -> None:
    wiring = Weights(circuit(grouped(2.0)), 1, "float64", parameters=False).wiring["pool"]
    assert wiring.weight_shape == (4, 1, 3, 3)
    sent = np.zeros((1, 2, 6, 6))
    sent[0, 1] = 1.0
    arrived = wiring.onward(sent.reshape(1, -1), np.ones((4, 1, 3, 3))).reshape(4, 16)
    assert arrived.tolist() == [[0.0] * 16] * 2 + [[9.0] * 16] * 2


def test_groups_that_divide_no_channels_are_refused_in_one_sentence() -> None:
    (wrong,) = (p for p in check(grouped(3.0)) if p.is_fatal)
    assert wrong.quantity == "groups"
    assert str(wrong) == (
        "3 groups cannot divide the channels of hidden (2) and of pooled (4) evenly. Choose a number that divides both."
    )


def test_without_compiled_loops_products_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for missing in (None, "Numba is not there."):
        monkeypatch.setattr("engine.circuit.wired.why_not", lambda _, missing=missing: missing)
        wiring, random = (
            Weights(circuit(grouped(2.0)), 1, "float64", parameters=False).wiring["pool"],
            np.random.default_rng(3),
        )
        kernel = wiring.drawn(1)
        sent, bars = random.random((5, wiring.shape[1])), random.normal(size=(5, wiring.shape[0]))
        found.append((wiring.onward(sent, kernel), wiring.back(bars, kernel), wiring.gradient(bars, sent)))
    for loops, arrays in zip(*found, strict=True):
        assert loops == pytest.approx(arrays, rel=1e-12, abs=1e-12)


def test_neurons_that_keep_nothing_are_the_maximum_of_their_windows_before_and_after_training() -> None:
    network = with_maxima()
    found, result = circuit(network), fit(network, SurrogateGradient, epochs=2, batch=32, seed=1)
    assert result.accuracy > 0.5
    for arrays in (None, result.arrays):
        weights = Weights(found, 1, "float64", parameters=False)
        if arrays is not None:
            weights.take(arrays)
        tape = Tape(found, weights, 8, 1)
        tape.forward(found.samples.values[:8], np.arange(8))
        sent = tape.spikes("hidden").reshape(found.steps, 8, 2, 3, 2, 3, 2)
        largest = sent.max(axis=(4, 6))
        assert np.array_equal(tape.spikes("pooled"), largest.reshape(found.steps, 8, -1))
        assert 0 < largest.mean() < 1 and sent.sum(axis=(4, 6)).max() > 1
