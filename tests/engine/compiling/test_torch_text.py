"""The step that is printed for PyTorch, run on arrays of NumPy in the place of tensors: the engine's own numbers.

NumPy calls by the same names what that text calls of PyTorch; with PyTorch itself ``tests/engine/pytorch`` runs it.
"""

from __future__ import annotations

import numpy as np
import pytest

from engine.backends.functions.elementary_numpy import exp, exprel, log, sin
from engine.backends.kernels.source_cache import loaded
from engine.compiling.passes.torch_text import torch_text
from engine.learning.passes import scan as scans
from engine.learning.passes.scan import Scan
from engine.learning.passes.surrogates import SURROGATES
from engine.network.description import Population
from engine.simulation.arrays.population_arrays import ReceptorGroup
from tests.pairs import Neuron, Synapse, covering

STEPS, SIZE = 60, 7
FITTING = [(n, s) for n, s in covering() if not (n.goes_in_parts() or n.fires_by_chance() or n.upward_crossing)]


@pytest.mark.parametrize(("model", "synapse"), FITTING, ids=lambda m: m.key.partition("/")[2])
def test_the_step_for_pytorch_is_the_step_of_training(
    model: Neuron, synapse: Synapse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scans, "why_not", lambda name: "switched off for this test")
    scan = Scan(
        Population("p", model, SIZE), (ReceptorGroup("r0", synapse, {}, ("in",)),), resolution=1.0, seed=1, batch=1,
        steps=STEPS, precision="float64", surrogate="Gaussian", width=2.0, trained=(),
    )  # fmt: skip
    random, discrete = np.random.default_rng(), model.is_discrete()
    most = 0.6 if discrete else max(4 * synapse.weight.default, 6.0)
    scan.arrived["r0"][:] = random.uniform(0, most, (STEPS, SIZE))
    scan.injected[:] = random.uniform(0, 0.3 if discrete else 1200.0, (1, SIZE))
    scan.begin({})
    scan.forward(0, STEPS)
    text = torch_text(model, (("r0", synapse),), SURROGATES["Gaussian"])
    step, own = loaded(text.source).step, (np, np.float64, exp, log, sin, exprel)
    coefficients = [scan._coefficients[name] for name in text.coefficients]
    states = [np.array(np.broadcast_to(scan._starts[name], SIZE)) for name in text.states]
    waits = [scan._refractory_steps] if model.refractory() else []
    state = (*states, *([np.zeros(SIZE, np.int64)] if waits else []))
    heights = np.broadcast_to(scan.height(), (STEPS, SIZE))
    for t in range(STEPS):
        inputs = [scan.injected[0]] * len(text.inputs)
        fired, excess, _, state = step(*own, *coefficients, *inputs, scan.arrived["r0"][t], *state, *waits)
        if model.fires():
            assert np.array_equal(fired, scan.spikes[t] > 0)
            height = loaded(text.source).height(*own, excess, 2.0)
            assert np.allclose(
                height, heights[t], rtol=1e-12, atol=1e-300
            )  # the smallest are no numbers of full length
    for name, value in zip(text.states, state, strict=False):
        assert np.array_equal(np.broadcast_to(value, SIZE), scan.state(name)), name
