"""Neuron parameters that each neuron learns for itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.circuit.trained import with_arrays
from engine.circuit.weights import Weights
from engine.learning.components.declared import EACH_NEURON
from engine.learning.methods.smoothed_model import SmoothedModel
from engine.learning.methods.surrogate_gradient import EVERYTHING, SurrogateGradient
from engine.learning.passes.tape import Tape
from engine.learning.training.evaluation import evaluate_samples
from engine.learning.training.fitting import fit
from engine.network.values import Uniform
from tests.engine.learning.networks import digits, small

BATCH, DIFFERENCE = 4, 1e-5
SETTINGS: dict[str, Any] = {"trains": EVERYTHING, "parameters_of": EACH_NEURON}
NETWORKS: dict[str, Any] = {
    "steps": digits(hidden=5, sample_time=12.0, weight=Uniform(-0.2, 0.3)),
    "equations": digits(
        hidden=5, sample_time=12.0, neuron="neurons/leaky_integrate_and_fire", weight=Uniform(-0.5, 3.0), delay=1.0
    ),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_gradients_are_central_differences(name: str) -> None:
    """By smooth spikes, so that nothing jumps."""
    found, rng = circuit(NETWORKS[name]), np.random.default_rng(len(name))
    weights = Weights(found, 1, "float64", parameters=True, each_neuron=True)
    tape = Tape(found, weights, BATCH, 1, "soft threshold", 3.0)
    values, slope = found.samples.values[:BATCH], rng.normal(size=(found.steps, BATCH, 10))
    learnt = [(p.id, name) for p in found.populations for name in weights.trained[p.id]]
    for key in learnt:
        weights.values[key] *= rng.uniform(0.9, 1.0, weights.values[key].shape)

    def loss() -> float:
        return float((slope * tape.forward(values, np.arange(BATCH))).sum())

    loss()
    gradients = {key: by.copy() for key, by in tape.backward(slope).items()}
    largest = 0.0
    for key in learnt:
        array = weights.values[key]
        assert array.shape == (found.by_id[key[0]].size,) == gradients[key].shape
        for index in rng.integers(0, len(array), 3):
            now, either = float(array[index]), []
            for step in (DIFFERENCE, -DIFFERENCE):
                array[index] = now + step
                either.append(loss())
            array[index] = now
            wanted = (either[0] - either[1]) / (2 * DIFFERENCE)
            assert gradients[key][index] == pytest.approx(wanted, rel=1e-4, abs=1e-6 * np.abs(gradients[key]).max())
            largest = max(largest, abs(wanted))
    assert largest > 1e-3


@pytest.mark.parametrize("method", [SurrogateGradient, SmoothedModel])
def test_what_each_neuron_learnt_is_what_the_drawn_network_has(method: Any) -> None:
    drawn = small()
    settings = {**SETTINGS, "precision": "float64", "learning_rate": 0.03}
    result = fit(drawn, method, epochs=2, seed=3, settings=settings, validation=0.2)
    one = fit(drawn, method, epochs=1, seed=3, settings={**settings, "parameters_of": "as they are drawn"})
    assert one.arrays["hidden", "beta"].shape == ()
    learnt = result.arrays["hidden", "beta"]
    assert learnt.shape == (20,) and len(np.unique(learnt)) > 10 and ((learnt >= 0) & (learnt <= 1)).all()
    trained = with_arrays(drawn, result.arrays)
    assert np.array_equal(np.asarray(trained.population_of["hidden"].parameters["beta"]), learnt)
    assert result.test is not None
    again = evaluate_samples(circuit(trained), np.asarray(result.test.samples), seed=3)
    assert np.array_equal(again.scores, result.test.scores)


def test_resuming_goes_on_as_if_nothing_had_been() -> None:
    given: dict[str, Any] = {"epochs": 3, "seed": 2, "settings": SETTINGS}
    whole = fit(small(), SurrogateGradient, **given)
    first = fit(small(), SurrogateGradient, **given, on_progress=lambda p: p.arrays is None or p.epoch < 1)
    resumed = fit(small(), SurrogateGradient, **given, resume=first.checkpoint)
    assert first.cancelled
    for key, value in whole.arrays.items():
        assert np.array_equal(value, resumed.arrays[key])
