"""E-prop behind a read-out that never fires: wanted values and classes in each step, windows, rates, dampening."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.learning.components.declared import DRAWN
from engine.learning.components.figures import Metric
from engine.learning.components.losses_on_the_way import loss_of_membranes
from engine.learning.components.method import Batch
from engine.learning.components.online import OnlineLearner
from engine.learning.components.wanted import wanted_values
from engine.learning.methods.decolle import DECOLLE
from engine.learning.methods.e_prop import CUT, EProp
from engine.learning.methods.online_training_through_time import OnlineTrainingThroughTime
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.passes import eligibility
from engine.learning.passes.tape import Tape
from engine.learning.training.fitting import fit
from engine.model.registry.discovery import find
from engine.network.description import Decoder, NetworkDescription, Population
from tests.engine.learning.networks import digits, of_few, projection
from tests.engine.learning.test_wanted_values import TwoValues, following

ALIF = "neurons/discrete_adaptive_leaky_integrate_and_fire"
SUBTRACTIVE = "neurons/discrete_leaky_integrate_and_fire_subtractive"
BATCH, HIDDEN, STEPS, KEPT = 3, 20, 45, 0.9
Array = Any


def of_classes(neuron: str = SUBTRACTIVE, **parameters: float) -> NetworkDescription:
    """Digits → hidden neurons → ten leaky integrators whose largest membrane is the answer."""
    network = digits(hidden=HIDDEN, neuron=neuron, parameters=dict(parameters))
    hidden, _ = network.populations
    return replace(
        network,
        populations=(hidden, Population("out", find("neurons/discrete_leaky_integrator"), 10, {"beta": KEPT})),
        decoders=(Decoder("answer", find("decoders/largest_value"), "out", labels="data"),),
    )


def of_values(**parameters: float) -> NetworkDescription:
    """A series → adaptive neurons with a loop → two leaky integrators that are to follow it."""
    network = following(TwoValues, 2)
    _, out = network.populations
    loop = projection("loop", "hidden", "hidden", delay=1.0)
    hidden = Population("hidden", find(ALIF), HIDDEN, dict(parameters))
    return replace(network, populations=(hidden, out), projections=(*network.projections, loop))


def batch_of(network: NetworkDescription) -> Batch:
    found, chosen = circuit(network), np.arange(BATCH)
    samples = found.samples
    return Batch(samples.values[chosen], samples.labels[chosen], chosen, series=wanted_values(found, chosen))


def off(expected: Array, found: Array) -> float:
    return float(np.abs(expected - found).max() / np.abs(expected).max())


def plain(
    learner: OnlineLearner, shown: Array, wanted: Array, values: dict[str, float], told: dict[str, float]
) -> tuple[float, Array, Array]:
    """The loss and the gradients of inputs and loop by the paper's equations, over steps and samples, one by one."""
    w, back = learner.weights.values, learner.signals.state()["hidden"]
    decay, rho, beta, theta = (values[n] for n in ("alpha", "rho", "beta", "V_th"))
    first, wait, size = STEPS - round(told["window"]), round(values["t_ref"]), w["in", "weight"].shape[1]
    whole, counted = np.concatenate([w["in", "weight"], w["loop", "weight"]], axis=1), STEPS - first
    loss, total = 0.0, np.zeros((HIDDEN, size + HIDDEN))
    for x, y in zip(shown.transpose(1, 0, 2), wanted.transpose(1, 0, 2), strict=True):
        v, a, z, held, out = (np.zeros(n) for n in (HIDDEN, HIDDEN, HIDDEN, HIDDEN, y.shape[1]))
        trace, rises, e, filtered, summed = np.zeros(size + HIDDEN), *(np.zeros_like(total) for _ in range(4))
        spikes = np.zeros(HIDDEN)
        for step in range(STEPS):
            sent = np.concatenate([x[step], z])
            v, a, held = (
                decay * v + whole @ sent + w["hidden", "bias"] - z * theta,
                rho * a + z,
                np.maximum(held - 1, 0),
            )
            above, free = v - theta - beta * a, held == 0
            psi = told["dampening"] * free * np.maximum(1 - np.abs(above) / theta, 0) / theta
            z = (free & (above > 0)).astype(float)
            held, spikes = np.where(z > 0, wait, held), spikes + z
            trace, rises = decay * trace + sent, rho * rises + e
            e = psi[:, None] * (trace - beta * rises)
            filtered, summed = KEPT * filtered + e, summed + e
            out = KEPT * out + w["read", "weight"] @ z + w["out", "bias"]
            if step >= first:
                error = out - y[step]
                loss += float(np.mean(error**2)) / (counted * BATCH)
                learning = (2 * error / (error.size * counted * BATCH)) @ back
                total += learning[:, None] * filtered
        more = spikes - told["target_rate"] * STEPS / 1000
        loss += told["rate_weight"] * float(np.mean(more**2)) / BATCH
        total += told["rate_weight"] * 2 * more[:, None] * summed / (HIDDEN * BATCH)
    return loss, total[:, :size], total[:, size:]


@pytest.mark.parametrize("numba", [True, False], ids=["numba", "numpy"])
def test_wanted_values_are_learnt_by_the_equations_of_the_paper(numba: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Adaptive thresholds, a refractory time, a loop, random feedback, a window, rates and a dampened triangle."""
    monkeypatch.setattr(eligibility, "why_not", lambda name: None if numba else "switched off for this test")
    random = np.random.default_rng()
    values = {"alpha": 0.85, "rho": 0.97, "beta": 0.3, "V_th": float(random.uniform(0.3, 0.6)), "t_ref": 3.0}
    told = {"window": 30.0, "target_rate": 50.0, "rate_weight": 0.02, "dampening": 0.3}
    network = of_values(**values)
    settings = {
        "precision": "float64", "feedback": "random", "tau": -1 / math.log(KEPT), "surrogate": "triangle",
        "width": 2 / values["V_th"], "measure": DRAWN, **told,
    }  # fmt: skip
    learner, batch = (
        EProp.learner(circuit(network), EProp.complete(settings), int(random.integers(1000))),
        batch_of(network),
    )
    for name in ("in", "loop"):
        learner.weights.values[name, "weight"] *= 3
    np.fill_diagonal(learner.weights.values["loop", "weight"], 0.0)
    tape = Tape(circuit(network), learner.weights, BATCH, 1)
    tape.forward(batch.values, batch.presentations)
    assert tape.spikes("hidden").sum(axis=0).max() > 3
    outcome, found = learner.backward(batch)
    loss, into, loop = plain(learner, tape.spikes("code"), batch.series, values, told)
    np.fill_diagonal(loop, 0.0)
    assert outcome.loss == pytest.approx(loss, rel=1e-10)
    assert off(into, found["in", "weight"]) < 1e-10
    assert off(loop, found["loop", "weight"] * (1 - np.eye(HIDDEN))) < 1e-10


def test_without_recurrence_classes_by_membranes_are_learnt_as_by_back_propagation() -> None:
    """Filtered as the read-out decays, from the loss of every step's membrane."""
    network, filtered = of_classes(), -1 / math.log(KEPT)
    exact = {"precision": "float64", "measure": DRAWN}
    on_the_way = EProp.learner(
        circuit(network), EProp.complete({**exact, "tau": filtered, "resets": CUT, "smoothing": 0.1}), 3
    )
    back = SurrogateGradient.learner(
        circuit(network), SurrogateGradient.complete({**exact, "loss": "membrane of every step"}), 3
    )
    for key, value in on_the_way.weights.values.items():
        value *= 2
        back.weights.values[key][...] = value
    batch = batch_of(network)
    (ours, found), (theirs, expected) = on_the_way.backward(batch), back.backward(batch)
    assert ours.loss == pytest.approx(theirs.loss, rel=1e-12)
    assert np.array_equal(ours.answers, theirs.answers) and ours.spikes_per_sample == theirs.spikes_per_sample > 0
    assert max(off(expected[key], found[key]) for key in expected) < 1e-12


def test_training_through_time_is_back_propagation_of_membranes_where_no_step_remembers() -> None:
    network = of_classes(beta=0.0)
    out = replace(network.populations[1], parameters={"beta": 0.0})
    network = replace(network, populations=(network.populations[0], out))
    exact = {"precision": "float64", "measure": DRAWN}
    on_the_way = OnlineTrainingThroughTime.learner(circuit(network), OnlineTrainingThroughTime.complete(exact), 3)
    told = SurrogateGradient.complete({**exact, "loss": "membrane of every step"})
    back = SurrogateGradient.learner(circuit(network), told, 3)
    for key, value in on_the_way.weights.values.items():
        value *= 4
        back.weights.values[key][...] = value
    (ours, found), (_, expected) = (learner.backward(batch_of(network)) for learner in (on_the_way, back))
    assert ours.spikes_per_sample > 0
    assert max(off(expected[key], found[key]) for key in expected) < 1e-12


def test_a_loss_counts_in_its_window_alone_and_merits_in_all_steps() -> None:
    random = np.random.default_rng()
    sent, wanted = random.normal(size=(2, 10, BATCH, 2))
    batch = Batch(np.zeros((BATCH, 1)), np.zeros(BATCH, np.int64), np.arange(BATCH), series=wanted)
    loss = loss_of_membranes(batch, 10, 6, 0.0)
    loss.begin((BATCH, 2), "float64")
    slopes = [loss.hear(step, now, learns=True) for step, now in enumerate(sent)]
    assert all(slope is None for slope in slopes[:6])
    assert loss.loss == pytest.approx(float(np.mean((sent[6:] - wanted[6:]) ** 2)))
    assert np.allclose(np.array(slopes[6:]), 2 * (sent[6:] - wanted[6:]) / sent[6:].size)
    assert loss.merits == pytest.approx(np.mean((sent - wanted) ** 2, axis=(0, 2)))


def test_training_comes_nearer_to_wanted_values_and_goes_on_from_a_checkpoint() -> None:
    network = following(training=100.0)
    asked: dict[str, Any] = {
        "epochs": 6, "batch": 10, "seed": 1, "validation": 0.2,
        "settings": {"learning_rate": 0.05, "tau": 10.0, "rate_weight": 1e-4},
    }  # fmt: skip
    whole = fit(network, EProp, **asked)
    assert whole.merit is Metric.EXPLAINED and whole.history[-1].loss < 0.5 * whole.history[0].loss
    halted = fit(network, EProp, **asked, on_progress=lambda p: p.arrays is None or p.epoch < 3)
    assert halted.cancelled and len(halted.history) == 3
    resumed = fit(network, EProp, **asked, resume=halted.checkpoint)
    assert all(np.array_equal(whole.arrays[key], resumed.arrays[key]) for key in whole.arrays)


@pytest.mark.parametrize("method", [EProp, OnlineTrainingThroughTime, DECOLLE])
def test_classes_by_membranes_are_learnt_on_the_way(method: Any) -> None:
    history = fit(of_few(of_classes()), method, epochs=6, batch=16, seed=1, settings={"learning_rate": 0.04}).history
    assert history[-1].training_accuracy > 0.3 and history[-1].loss < history[0].loss


def test_rates_are_drawn_to_the_wanted_one() -> None:
    network = of_few(digits(hidden=HIDDEN))

    def rate(weight: float) -> float:
        told = {"rate_weight": weight, "target_rate": 200.0, "learning_rate": 0.02}
        return fit(network, EProp, epochs=6, batch=16, seed=1, settings=told).history[-1].spikes_per_sample

    wanted = 200.0 * 0.025 * HIDDEN
    assert abs(rate(1.0) - wanted) < 0.7 * abs(rate(0.0) - wanted)


def test_local_read_outs_refuse_wanted_values() -> None:
    assert [p.code for p in DECOLLE.refusals(following())] == ["learning.decolle.values"]
    assert not EProp.refusals(following()) and not OnlineTrainingThroughTime.refusals(following())
