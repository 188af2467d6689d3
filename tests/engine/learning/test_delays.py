"""Delays of links: those of each connection, and those that are learnt."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.circuit import delays
from engine.circuit.circuit import circuit
from engine.circuit.delays import NO_DELAYS
from engine.circuit.sparse_wired import wired_for
from engine.circuit.trained import with_arrays
from engine.circuit.weights import DELAY, Weights
from engine.learning.components.losses import van_rossum_distance
from engine.learning.components.optimizers import Adam
from engine.learning.methods.smoothed_model import SmoothedModel
from engine.learning.methods.surrogate_gradient import WITH_DELAYS, SurrogateGradient
from engine.learning.passes.tape import Tape
from engine.learning.training.evaluation import evaluate_samples
from engine.learning.training.fitting import fit
from engine.model.registry.discovery import find
from engine.network.values import Uniform
from engine.problems import NetworkError
from tests.engine.learning.networks import convolutional, digits, projection, small

STEPS, BATCH = 9, 3
RNG = np.random.default_rng


def arrived(sent: Any, weight: Any, steps: Any) -> Any:
    """What arrives (steps, batch, post), connection by connection."""
    result = np.zeros((*sent.shape[:2], weight.shape[0]))
    for post, pre in np.ndindex(weight.shape):
        for t in range(steps[post, pre], len(sent)):
            result[t, :, post] += weight[post, pre] * sent[t - steps[post, pre], :, pre]
    return result


def network(**changes: Any) -> Any:
    return circuit(digits(hidden=4, sample_time=float(STEPS), **changes))


@pytest.mark.parametrize("same", [True, False], ids=["one delay", "one for each connection"])
@pytest.mark.parametrize("sparse", [False, True], ids=["dense", "sparse"])
def test_the_gradient_is_the_central_difference_of_what_arrives(same: bool, sparse: bool) -> None:
    wiring = {"wiring": find("wiring/fixed_probability"), "wiring_parameters": {"p": 0.5}} if sparse else {}
    found = network(delay=1.0, **wiring)
    read = next(p for p in found.projections if p.id == "read")
    wired = wired_for(found, read, 1)
    post, pre = wired.connections.post, wired.connections.pre
    rng = RNG(0)
    weight = np.zeros(wired.shape)
    weight[post, pre] = rng.normal(size=len(pre))
    each = np.full(len(pre), 3) if same else rng.integers(2, 6, len(pre))
    steps = np.ones(wired.shape, int)
    steps[post, pre] = each
    sent, bars = (rng.random((STEPS, BATCH, 4)) < 0.4) * 1.0, rng.normal(size=(STEPS, BATCH, 10))
    late = delays.parts_by_steps(np.asarray(3.0 if same else each.astype(float)), wired, 1.0, "float64")
    gradient = delays.delay_gradient(late, wired, weight, sent, bars, same)

    def loss(moved: Any) -> float:
        return float((bars * arrived(sent, weight, moved)).sum())

    if same:
        moves = [np.ones(wired.shape, int)]
    else:
        moves = [np.zeros(wired.shape, int) for _ in pre]
        for move, i, j in zip(moves, post, pre, strict=True):
            move[i, j] = 1
    wanted = [(loss(steps + move) - loss(steps - move)) / 2 for move in moves]
    assert np.ravel(gradient) == pytest.approx(wanted, rel=1e-12, abs=1e-12) and np.abs(wanted).max() > 0.1


@pytest.mark.parametrize("steps", [1, 2, STEPS - 1, STEPS, STEPS + 1, STEPS + 5])
def test_the_slope_at_either_end_of_a_presentation(steps: int) -> None:
    sent = RNG(1).random((STEPS, 1, 1))

    def shifted(by: int) -> Any:
        return np.concatenate([np.zeros((by, 1, 1)), sent])[:STEPS]

    assert np.array_equal(delays.slope(sent, steps), (shifted(steps + 1) - shifted(steps - 1)) / 2)


FAINT = 1e-5  # weights so small that everything behind them is linear


@pytest.mark.parametrize("recurrent", [False, True], ids=["onward", "in a loop"])
@pytest.mark.parametrize("each", [False, True], ids=["one delay", "one for each connection"])
def test_the_gradient_goes_through_the_network(recurrent: bool, each: bool) -> None:
    """Smooth spikes behind a faint link: the loss is linear in what it brings, so that steps of 1 are small enough."""
    faint = projection("faint", "hidden", "hidden" if recurrent else "out", delay=3.0, weight=Uniform(0, FAINT))
    found = circuit(digits(hidden=5, sample_time=12.0, weight=Uniform(-0.2, 0.3), more=(faint,)))
    weights = Weights(found, 1, "float64", parameters=False, delays=True)
    assert [p.id for p in weights.delayed] == ["faint"]
    key = "faint", DELAY
    if each:
        count = len(weights.wiring["faint"].connections.pre)
        weights.values[key] = RNG(2).integers(2, 5, count).astype(float)
    tape = Tape(found, weights, 4, 1, "soft threshold", 3.0)
    values, slope = found.samples.values[:4], RNG(3).normal(size=(12, 4, 10))

    def loss() -> float:
        return float((slope * tape.forward(values, np.arange(4))).sum())

    loss()
    gradient = tape.backward(slope)[key].copy()
    for index in [()] if not each else [(0,), (7,), (12,)]:
        now = float(weights.values[key][index])
        either = []
        for step in (1.0, -1.0):
            weights.values[key][index] = now + step
            either.append(loss())
        weights.values[key][index] = now
        assert gradient[index] == pytest.approx((either[0] - either[1]) / 2, rel=1e-3, abs=1e-12)
        assert abs(gradient[index]) > 1e-9


def test_descent_finds_the_delay_of_the_wanted_spikes() -> None:
    found = circuit(digits(hidden=6, sample_time=25.0, weight=Uniform(0.0, 0.3), delay=1.0))
    weights = Weights(found, 1, "float64", parameters=False, delays=True)
    tape, values, shown = Tape(found, weights, 16, 1), found.samples.values[:16], np.arange(16)
    for key in (("in", DELAY), ("read", DELAY)):
        weights.values[key][...] = 4.0
    wanted = tape.forward(values, shown).copy()
    weights.values["in", DELAY][...] = 8.0
    descent, distances = Adam(0.2), []
    for _ in range(60):
        distance, slope = van_rossum_distance(tape.forward(values, shown), wanted, 1.0, 5.0)
        distances.append(distance)
        gradients = tape.backward(slope)
        descent.step(weights.values, {key: gradients[key] for key in gradients if key[1] == DELAY})
        weights.keep_bounds()
    assert min(distances) < 0.05 * distances[0]
    both = weights.outward()
    assert abs(both["in", DELAY] + both["read", DELAY] - 8.0) <= 1.0


@pytest.mark.parametrize("method", [SurrogateGradient, SmoothedModel])
@pytest.mark.parametrize("delay", [2.0, Uniform(1.0, 4.0)], ids=["one delay", "one for each connection"])
def test_what_is_trained_is_what_the_drawn_network_does(method: Any, delay: Any) -> None:
    drawn = small(delay=delay)
    settings = {"trains": WITH_DELAYS, "precision": "float64", "learning_rate": 0.1}
    result = fit(drawn, method, epochs=2, seed=3, settings=settings, validation=0.2)
    before = Weights(circuit(drawn), 3, "float64", parameters=False, delays=True).outward()
    after = [result.arrays[id, DELAY] for id in ("in", "read")]
    assert [a.shape for a in after] == ([(), ()] if delay == 2.0 else [(64 * 20,), (200,)])
    assert all(np.array_equal(a, np.round(a)) and a.min() >= 1 for a in after)
    assert any(np.any(a != before[id, DELAY]) for a, id in zip(after, ("in", "read"), strict=True))
    trained = with_arrays(drawn, result.arrays)
    found = circuit(trained)
    again = evaluate_samples(found, np.asarray(result.test.samples), seed=3)  # type: ignore[union-attr]
    assert np.array_equal(again.scores, result.test.scores)  # type: ignore[union-attr]


def test_resuming_goes_on_with_the_delays_as_they_were_learnt() -> None:
    settings = {"trains": WITH_DELAYS, "learning_rate": 0.03, "schedule": "constant"}
    whole = fit(small(delay=2.0), SurrogateGradient, epochs=3, seed=2, settings=settings)
    first = fit(small(delay=2.0), SurrogateGradient, epochs=3, seed=2, settings=settings,
                on_progress=lambda p: p.arrays is None or p.epoch < 1)  # fmt: skip
    resumed = fit(small(delay=2.0), SurrogateGradient, epochs=3, seed=2, settings=settings, resume=first.checkpoint)
    for key, value in whole.arrays.items():
        assert np.array_equal(value, resumed.arrays[key])


def test_nothing_to_learn_is_refused_by_name() -> None:
    with pytest.raises(NetworkError) as told:
        fit(small(), SurrogateGradient, epochs=1, settings={"trains": WITH_DELAYS})
    assert [(p.code, p.place) for p in told.value.problems] == [(NO_DELAYS, "read")]


def test_one_kernel_has_one_delay() -> None:
    network = convolutional()
    several = tuple(replace(p, delay=Uniform(1.0, 3.0)) if p.id == "in" else p for p in network.projections)
    found = SurrogateGradient.refusals(replace(network, projections=several))
    assert [(p.code, p.place) for p in found] == [("learning.delays", "in")]
