"""The gradient of a smoothed network is exact, and the network becomes the drawn one as it is sharpened."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import sympy

from engine.circuit.circuit import circuit
from engine.circuit.weights import Weights
from engine.compiling.mathematics.backward import WIDTH, at_distance
from engine.compiling.mathematics.reading import symbol
from engine.learning.components.losses import FIRST_SPIKES, LOSSES, SPIKE_COUNTS
from engine.learning.components.method import Batch
from engine.learning.methods import methods
from engine.learning.methods.smoothed_model import SmoothedModel
from engine.learning.methods.surrogate_gradient import EVERYTHING
from engine.learning.passes import scan as scans
from engine.learning.passes.scan import Scan
from engine.learning.passes.surrogates import SURROGATES
from engine.learning.passes.tape import Tape
from engine.learning.passes.thresholds import GATE, SMOOTH, SOFT
from engine.learning.training.fitting import fit
from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription
from engine.network.values import Uniform
from engine.problems import NetworkError
from tests.engine.learning.networks import LIF, convolutional, digits, projection, small

BATCH, EXACT = 4, 1e-4
WHOLE, UNDERFLOW = 1e9, 1e-300  # the end of the range to which an exponential falls


def continuous(t_ref: float, synapse: str = "exponential_current", neuron: str = "leaky_integrate_and_fire") -> Any:
    """Membranes in mV that come near their threshold, in the time of a presentation."""
    strongest = 1.5 if synapse == "delta" else 100.0
    return digits(
        hidden=20, neuron=f"neurons/{neuron}", parameters={"t_ref": t_ref}, synapse=find(f"synapses/{synapse}"),
        weight=Uniform(-0.3 * strongest, strongest),
    )  # fmt: skip


def looped(delay: float) -> NetworkDescription:
    back = projection("back", "out", "hidden", delay=1.0)
    return digits(hidden=20, more=(projection("loop", "hidden", "hidden", delay=delay), back))


NETWORKS: dict[str, tuple[Callable[[], NetworkDescription], float]] = {
    "discrete": (lambda: digits(hidden=20), 4.0),
    "subtractive": (lambda: digits(hidden=20, neuron=f"{LIF}_subtractive"), 4.0),
    "adaptive": (lambda: digits(hidden=20, neuron="neurons/discrete_adaptive_leaky_integrate_and_fire"), 4.0),
    "symplectic": (
        lambda: digits(hidden=20, neuron="neurons/symplectic_adaptive_leaky_integrate_and_fire", parameters={"b": 2.0}),
        4.0,
    ),
    "delta": (lambda: continuous(0.0, "delta"), 0.3),
    "exponential current": (lambda: continuous(0.0), 0.3),
    "refractory": (lambda: continuous(3.0), 0.3),
    "refractory, after jumps": (lambda: continuous(2.0, "delta"), 0.3),
    "loops": (lambda: looped(2.0), 4.0),
    "refractory loops": (
        lambda: replace(
            continuous(3.0),
            projections=(
                *continuous(3.0).projections,
                projection("loop", "hidden", "hidden", delay=2.0, synapse=find("synapses/exponential_current"),
                           weight=Uniform(-100.0, 300.0)),
            ),
        ),
        0.3,
    ),
    "delays": (lambda: digits(hidden=20, delay=3.0), 4.0),
    "kernels": (convolutional, 4.0),
}  # fmt: skip


class Differences:
    """A drawn network with a loss, and how its gradient compares with central differences along one direction each."""

    def __init__(self, network: NetworkDescription, threshold: str, sharpness: float, loss: str = SPIKE_COUNTS) -> None:
        self.found = circuit(network)
        self.weights = Weights(self.found, 1, "float64", parameters=True)
        self.tape = Tape(self.found, self.weights, BATCH, 1, threshold, sharpness)
        for scan in self.tape.scans.values():
            scan.compile()
        self.labels, self.loss = self.found.samples.labels[:BATCH], LOSSES[loss]
        values = self.found.samples.values[:BATCH]
        encodings = self.tape.encodings.items()
        self.shown = {id: e.encoded(values, np.arange(BATCH), "float64") for id, e in encodings}

    def value(self) -> tuple[float, Any]:
        return self.loss(self.tape.forward_shown(self.shown), self.labels, 0.0)

    def gradient(self) -> dict[Any, Any]:
        return self.tape.backward(self.value()[1])

    def errors(self) -> dict[Any, float]:
        """Of the derivative along a random direction, by element and name, relative to the larger of both."""
        random, gradient, result = np.random.default_rng(3), self.gradient(), {}
        for key, values in sorted(self.weights.values.items()):
            if key in self.weights.fixed:
                continue
            along, before = random.standard_normal(values.shape), values.copy()
            if key[1] == "weight" and (mask := self.weights.wiring[key[0]].mask) is not None:
                along = along * mask
            step = 1e-5 * max(float(np.abs(before).max()), 1.0)
            ends = []
            for by in (step, -step):
                values[...] = before + by * along
                ends.append(self.value()[0])
            values[...] = before
            difference, exact = (ends[0] - ends[1]) / (2 * step), float((gradient[key] * along).sum())
            assert abs(difference) > 1e-9 or abs(exact) > 1e-9, f"nothing depends on {key}"
            result[key] = abs(difference - exact) / max(abs(difference), abs(exact))
        return result


@pytest.mark.parametrize("form", [SOFT, GATE])
@pytest.mark.parametrize("name", NETWORKS)
def test_the_gradient_is_that_of_central_differences(name: str, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """On arrays; the compiled loops are held against these below."""
    monkeypatch.setattr(scans, "why_not", lambda name: "switched off for this test")
    drawn, sharpness = NETWORKS[name]
    errors = Differences(drawn(), form, sharpness).errors()
    print({key: f"{error:.0e}" for key, error in errors.items()})
    assert len(errors) >= 6 and max(errors.values()) < EXACT


@pytest.mark.parametrize("loss", LOSSES)
def test_the_gradient_of_either_loss_is_exact(loss: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scans, "why_not", lambda name: "switched off for this test")
    errors = Differences(small(), SOFT, 4.0, loss).errors()
    assert max(errors.values()) < EXACT


@pytest.mark.parametrize("surrogate", SURROGATES)
def test_a_surrogate_fails_where_the_smoothed_model_passes(surrogate: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole spikes make the loss a staircase: its slope is zero, and the surrogate's is not."""
    monkeypatch.setattr(scans, "why_not", lambda name: "switched off for this test")
    errors = Differences(digits(hidden=20), surrogate, 4.0).errors()
    assert min(errors.values()) > 0.5


def _instead(scan: Scan, other: Scan) -> Callable[..., None]:
    """The backward pass of the one on the arrays of the other."""

    def backward(*arrays: Any) -> None:
        known = dict(zip((*scan.text.backward_arrays, "width"), arrays, strict=True))
        other._passes.backward(*(known[name] for name in (*other.text.backward_arrays, "width")))

    return backward


def test_a_reset_that_is_taken_as_given_fails_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """The smooth forward pass with the backward pass of a surrogate of the same slope."""
    monkeypatch.setattr(scans, "why_not", lambda name: "switched off for this test")
    smooth = Differences(digits(hidden=20), SOFT, 4.0)
    detached = Differences(digits(hidden=20), "sigmoid", 4.0)
    for id, scan in smooth.tape.scans.items():
        scan._passes.backward = _instead(scan, detached.tape.scans[id])
    errors = smooth.errors()
    print({key: f"{error:.0e}" for key, error in errors.items()})
    assert max(errors.values()) > 100 * EXACT


@pytest.mark.parametrize("form", [SOFT, GATE])
@pytest.mark.parametrize("name", NETWORKS)
def test_endless_sharpness_fires_the_spikes_of_the_drawn_network(
    name: str, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if form == GATE and name in ("subtractive", "adaptive"):
        pytest.skip("such a neuron may stay above its threshold: refused below")
    monkeypatch.setattr(scans, "why_not", lambda name: "switched off for this test")
    smooth = Differences(NETWORKS[name][0](), form, WHOLE)
    drawn = Tape(smooth.found, smooth.weights, BATCH, 1)
    smooth.value(), drawn.forward_shown(smooth.shown)
    for population in smooth.found.populations:
        fired = drawn.spikes(population.id)
        assert fired.any() and np.abs(smooth.tape.spikes(population.id) - fired).max() < UNDERFLOW


@pytest.mark.parametrize("form", [SOFT, GATE])
@pytest.mark.parametrize("name", ["discrete", "refractory", "loops", "kernels"])
def test_compiled_loops_and_arrays_say_the_same(name: str, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn, sharpness = NETWORKS[name]
    found = []
    for reason in (None, "switched off for this test"):
        monkeypatch.setattr(scans, "why_not", lambda name, reason=reason: reason)
        one = Differences(drawn(), form, sharpness)
        found.append((one.value()[0], one.gradient()))
    (loss, gradient), (other_loss, other) = found
    assert loss == pytest.approx(other_loss, rel=1e-12)
    for key, by in gradient.items():
        assert np.abs(by - other[key]).max() <= 1e-9 * np.abs(by).max()


def test_refractory_shares_never_exceed_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a neuron fires within its refractory time is one spike at most, however smooth."""
    monkeypatch.setattr(scans, "why_not", lambda name: "switched off for this test")
    smooth = Differences(continuous(3.0), SOFT, 2.0)
    smooth.value()
    for population in smooth.found.populations:
        fired = smooth.tape.spikes(population.id)
        within = sum(fired[first : len(fired) - 2 + first] for first in range(3))
        assert 0.5 < np.max(within) <= 1 + 1e-12


@pytest.mark.parametrize("form", SMOOTH)
def test_the_slope_is_the_derivative_of_the_spike(form: str) -> None:
    """At distances on both sides of the threshold, far ones among them."""
    x, width, step = np.concatenate([np.linspace(-3.0, 3.0, 60), [-400.0, 400.0]]), 2.0, 1e-6
    spike, slope = (
        sympy.lambdify((symbol("x"), WIDTH), at_distance(function, symbol("x")), "numpy")
        for function in reversed(SMOOTH[form].functions)
    )
    difference = (spike(x + step, width) - spike(x - step, width)) / (2 * step)
    assert np.allclose(slope(x, width), difference, atol=1e-8)
    assert np.array_equal(spike(x[-2:], width), [0.0, 1.0])


def test_a_training_sharpens_by_equal_factors() -> None:
    settings = SmoothedModel.complete({"first_sharpness": 2.0, "last_sharpness": 32.0})
    learner = SmoothedModel.learner(circuit(small()), settings, 1)
    assert [learner.sharpness(share) for share in (0.0, 0.25, 0.5, 1.0)] == pytest.approx([2.0, 4.0, 8.0, 32.0])
    samples = learner._circuit.samples
    batch = Batch(samples.values[:8], samples.labels[:8], np.arange(8))
    losses = []
    for share in (0.0, 1.0):
        outcome = learner.answer_smoothly(replace(batch, share=share))
        losses.append(outcome.loss)
        assert {scan.width for scan in learner.tape(8).scans.values()} == {np.float32(learner.sharpness(share))}
    assert losses[0] != losses[1]


def test_answers_are_those_of_whole_spikes() -> None:
    learner = SmoothedModel.learner(circuit(small()), SmoothedModel.complete({}), 1)
    samples = learner._circuit.samples
    batch = Batch(samples.values[:32], samples.labels[:32], np.arange(32))
    drawn = Tape(learner._circuit, learner.weights, 32, 1)
    counts = drawn.forward(batch.values, batch.presentations).sum(axis=0)
    assert np.array_equal(learner.answer(batch).answers, np.argmax(counts, axis=1))
    smooth = learner.tape(32)
    learner.answer_smoothly(batch)
    counts = smooth.spikes("out").sum(axis=0)
    assert np.array_equal(learner.answer_smoothly(batch).answers, np.argmax(counts, axis=1))
    assert not np.array_equal(counts, np.round(counts))


def test_the_gate_refuses_neurons_that_may_stay_above_their_threshold() -> None:
    network = digits(hidden=20, neuron=f"{LIF}_subtractive")
    assert SmoothedModel.refusals(network) == []
    with pytest.raises(NetworkError) as refused:
        fit(network, SmoothedModel, epochs=1, settings={"form": GATE})
    problem = refused.value.problems[0]
    assert problem.place == "hidden" and "above its threshold" in str(problem)
    assert fit(network, SmoothedModel, epochs=1, seed=1).arrays


@pytest.mark.parametrize("settings", [{}, {"form": GATE}, {"loss": FIRST_SPIKES}, {"trains": EVERYTHING}])
def test_it_learns_and_can_be_resumed(settings: dict[str, Any]) -> None:
    assert methods()["smoothed_model"] is SmoothedModel
    whole = fit(small(), SmoothedModel, epochs=4, seed=1, settings=settings, validation=0.1)
    cut = fit(small(), SmoothedModel, epochs=4, seed=1, settings=settings, validation=0.1,
              on_progress=lambda progress: len(progress.history) < 2)  # fmt: skip
    resumed = fit(small(), SmoothedModel, epochs=4, seed=1, settings=settings, validation=0.1, resume=cut.checkpoint)
    assert cut.cancelled and resumed.accuracy == whole.accuracy
    assert all(np.array_equal(array, resumed.arrays[key]) for key, array in whole.arrays.items())
    assert whole.history[-1].loss < whole.history[0].loss
