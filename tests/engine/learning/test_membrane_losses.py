"""Losses of a read-out that never fires: their derivatives, what they train, and what they refuse."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.circuit.trained import with_arrays
from engine.learning.components.losses import LAST_MEMBRANE, MEMBRANES
from engine.learning.components.method import Batch
from engine.learning.methods.smoothed_model import SmoothedModel
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.training.evaluation import evaluate
from engine.learning.training.fitting import fit
from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription
from engine.problems import NetworkError
from tests.engine.learning.networks import digits, projection, small

INTEGRATOR = find("neurons/discrete_leaky_integrator")


def reading(network: NetworkDescription, read_out: Any = INTEGRATOR) -> NetworkDescription:
    """The network with a last layer that never fires, read by the decoder of the largest value."""
    hidden, out = network.populations
    decoder = replace(network.decoders[0], model=find("decoders/largest_value"))
    return replace(network, populations=(hidden, replace(out, model=read_out, parameters={})), decoders=(decoder,))


def drawn(more: bool = False) -> NetworkDescription:
    network = small(more=(projection("back", "out", "out", delay=1.0),) if more else ())
    return reading(network)


def some(network: NetworkDescription, count: int = 5) -> Batch:
    samples = circuit(network).samples
    chosen = np.arange(count)
    return Batch(samples.values[chosen], samples.labels[chosen], chosen)


@pytest.mark.parametrize("loss", MEMBRANES)
def test_each_loss_is_the_cross_entropy_of_its_score_and_has_its_derivative(loss: str) -> None:
    rng = np.random.default_rng(2)
    membrane, labels = rng.normal(size=(7, 3, 4)), np.array([0, 3, 1])
    scores = {"last membrane": membrane[-1], "mean membrane": membrane.mean(0), "largest membrane": membrane.max(0)}
    steps = [scores[loss]] if loss in scores else list(membrane)  # else the mean of all steps, each by itself
    shown, slope = MEMBRANES[loss](membrane, labels, 0.0)
    shares = [np.exp(score) / np.exp(score).sum(1, keepdims=True) for score in steps]
    expected = np.mean([-np.log(share[np.arange(3), labels]).mean() for share in shares])
    assert shown == pytest.approx(expected, rel=1e-12)
    for at in np.ndindex(membrane.shape):
        up, down = membrane.copy(), membrane.copy()
        up[at] += 1e-6
        down[at] -= 1e-6
        ends = [MEMBRANES[loss](m, labels, 0.0)[0] for m in (up, down)]
        assert slope[at] == pytest.approx((ends[0] - ends[1]) / 2e-6, rel=1e-5, abs=1e-9)


@pytest.mark.parametrize("loss", MEMBRANES)
def test_the_gradient_through_smooth_hidden_spikes_is_exact(loss: str) -> None:
    """Weights of both layers, biases and the read-out's own decay, along one random direction."""
    network = drawn()
    settings = SmoothedModel.complete(
        {"loss": loss, "precision": "float64", "trains": "weights, biases and neuron parameters", "smoothing": 0.0}
    )
    learner = SmoothedModel.learner(circuit(network), settings, 1)
    batch = some(network)
    tape = learner.tape(5)
    outcome, slope = learner._outcome(tape, tape.forward(batch.values, batch.presentations), batch)
    gradients = {key: np.array(g) for key, g in tape.backward(slope).items()}
    rng = np.random.default_rng(3)
    directions = {key: rng.normal(size=np.shape(g)) for key, g in gradients.items()}
    assert ("out", "beta") in gradients and outcome.loss > 0
    ends = []
    for step in (1e-6, -2e-6):
        for key, direction in directions.items():
            learner.weights.values[key][...] += step * direction
        ends.append(learner._outcome(tape, tape.forward(batch.values, batch.presentations), batch)[0].loss)
    along = sum(float((g * directions[key]).sum()) for key, g in gradients.items())
    assert along == pytest.approx((ends[0] - ends[1]) / 2e-6, rel=1e-4)


@pytest.mark.parametrize("method", [SurrogateGradient, SmoothedModel])
def test_left_to_the_decoder_the_last_membrane_is_trained_and_answers_are_those_of_the_drawn_network(
    method: Any,
) -> None:
    network = drawn()
    learner = method.learner(circuit(network), method.complete({}), 1)
    assert learner.loss == LAST_MEMBRANE
    result = fit(network, method, epochs=6, seed=1)
    assert result.history[-1].loss < result.history[0].loss and result.accuracy > 0.7
    again = evaluate(with_arrays(network, result.arrays), seed=1)
    assert again.accuracy == result.accuracy
    batch = some(network, 64)
    learner.weights.take(result.arrays)
    shown = learner.answer(batch).answers
    assert (shown == batch.labels).mean() > 0.6


@pytest.mark.parametrize("loss", MEMBRANES)
def test_every_membrane_loss_trains_digits(loss: str) -> None:
    result = fit(drawn(), SurrogateGradient, epochs=4, seed=1, settings={"loss": loss})
    assert result.history[-1].training_accuracy > 0.6


def test_losses_and_read_outs_that_do_not_go_together_are_refused_with_the_reason() -> None:
    def told(network: NetworkDescription, **settings: Any) -> dict[str, str]:
        with pytest.raises(NetworkError) as refused:
            fit(network, SurrogateGradient, epochs=1, settings=settings)
        assert all(str(p) for p in refused.value.problems)
        return {p.code: p.place for p in refused.value.problems}

    assert told(digits(), loss="mean membrane") == {"learning.surrogate.loss_of_membrane": "out"}
    assert told(drawn(), loss="spike counts") == {"learning.surrogate.loss_of_spikes": "out"}
    fires = replace(drawn(), populations=digits().populations)
    assert told(fires)["learning.surrogate.firing_readout"] == "out"
    counted = replace(drawn(), decoders=digits().decoders)
    assert told(counted)["learning.surrogate.silent_readout"] == "out"
