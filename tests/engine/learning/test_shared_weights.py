"""Training keeps one kernel for all places of a convolution."""

from __future__ import annotations

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.circuit.trained import with_arrays
from engine.circuit.weights import Weights
from engine.exporting.formats import formats
from engine.simulation.simulation import Simulation
from tests.engine.learning.networks import convolutional


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


def test_no_format_refuses_a_convolution() -> None:
    for format in (formats()[name] for name in ("nir", "npz", "safetensors", "csv")):
        assert [p for p in format.refusals(convolutional()) if p.is_fatal] == []
