"""Delays under an annealed kernel, and delays that connections have together."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.circuit.delay_kernels import LAST, DelayKernel
from engine.circuit.delays import AS_DRAWN, OF_EACH, OF_SOURCES, OF_TARGETS
from engine.circuit.obstacles import SAME_PAIR
from engine.circuit.trained import with_arrays
from engine.circuit.weights import DELAY, Weights
from engine.learning.components.declared import ANNEALED, DRAWN
from engine.learning.components.method import Batch
from engine.learning.methods.event_prop import EventProp
from engine.learning.methods.smoothed_model import SmoothedModel
from engine.learning.methods.surrogate_gradient import WITH_DELAYS, SurrogateGradient
from engine.learning.passes.tape import Tape
from engine.learning.training.evaluation import evaluate_samples
from engine.learning.training.fitting import fit
from engine.model.registry.discovery import find
from engine.network.values import Uniform
from engine.problems import NetworkError
from tests.engine.learning.lags import lags
from tests.engine.learning.networks import convolutional, digits, projection, small
from tests.engine.learning.test_training_by_spike_times import patterns

RNG = np.random.default_rng
STEPS, BATCH, LONGEST, DIFFERENCE = 12, 4, 5, 1e-5
KERNEL: dict[str, Any] = {"trains": WITH_DELAYS, "delays_act": ANNEALED, "delays_of": OF_EACH, "longest_delay": 5.0}
LOOP = projection("around", "hidden", "hidden", delay=2.0)
NETWORKS: dict[str, Any] = {
    "dense": digits(hidden=5, sample_time=float(STEPS), weight=Uniform(-0.2, 0.3), delay=2.0),
    "sparse": digits(hidden=5, sample_time=float(STEPS), weight=Uniform(-0.2, 0.3), delay=Uniform(1.0, 4.0),
                     wiring=find("wiring/fixed_probability"), wiring_parameters={"p": 0.5}),
    "in a loop": digits(hidden=5, sample_time=float(STEPS), weight=Uniform(-0.2, 0.3), delay=2.0, more=(LOOP,)),
}  # fmt: skip


def late_kernels() -> Any:
    network = convolutional(sample_time=float(STEPS))
    return replace(network, projections=tuple(replace(p, delay=2.0) for p in network.projections))


@pytest.mark.parametrize("of", [AS_DRAWN, OF_EACH, OF_SOURCES, OF_TARGETS])
@pytest.mark.parametrize("name", [*NETWORKS, "kernels"])
def test_gradients_are_central_differences(name: str, of: str) -> None:
    """By smooth spikes, so that nothing jumps."""
    rng = RNG([len(name), len(of)])
    found, kernel = circuit(late_kernels() if name == "kernels" else NETWORKS[name]), DelayKernel(LONGEST, "float64")
    weights = Weights(found, 1, "float64", parameters=False, delays=True, delays_of=of, kernel=kernel)
    kernel.spread = 1.3
    for late in weights.delayed:
        kept = weights.values[late.id, DELAY]
        kept[...] = rng.uniform(1.1, LONGEST - 0.1, kept.shape)
    tape = Tape(found, weights, BATCH, 1, "soft threshold", 3.0)
    values, slope = found.samples.values[:BATCH], rng.normal(size=(STEPS, BATCH, 10))

    def loss() -> float:
        return float((slope * tape.forward(values, np.arange(BATCH))).sum())

    loss()
    gradients = {key: by.copy() for key, by in tape.backward(slope).items()}
    for key in [(p.id, name) for p in weights.delayed for name in ("weight", DELAY)]:
        array, largest = weights.values[key], np.abs(gradients[key]).max()
        assert key in weights.fixed or largest > 1e-6
        for index in [tuple(rng.integers(0, n) for n in array.shape) for _ in range(3)]:
            now, either = float(array[index]), []
            if key in weights.fixed or (key[1] == "weight" and now == 0.0):
                continue
            for step in (DIFFERENCE, -DIFFERENCE):
                array[index] = now + step
                either.append(loss())
            array[index] = now
            wanted = (either[0] - either[1]) / (2 * DIFFERENCE)
            assert gradients[key][index] == pytest.approx(wanted, rel=1e-5, abs=1e-6 * largest), key


def test_a_kernel_narrows_to_half_a_step_and_then_to_whole_steps() -> None:
    kernel = DelayKernel(20, "float64")
    spreads = []
    for share in (0.0, 0.25, 0.4999, 0.5, 1.0):
        kernel.narrow(share, end=0.5)
        spreads.append(kernel.spread)
    assert spreads[0] == 10.0 and spreads[1] == pytest.approx((10.0 * LAST) ** 0.5)
    assert spreads[2] == pytest.approx(LAST, rel=1e-2) and spreads[3:] == [0.0, 0.0]


def test_a_spike_arrives_whole_however_narrow_the_kernel_is() -> None:
    found = circuit(small(delay=1.0))
    kernel = DelayKernel(5, "float64")
    weights = Weights(found, 1, "float64", parameters=False, delays=True, delays_of=OF_EACH, kernel=kernel)
    delay = weights.values["read", DELAY]
    delay[...] = RNG(1).uniform(1, 5, delay.shape)
    read = next(p for p in found.projections if p.id == "read")
    for spread in (3.0, 0.5, 0.01, 1e-6):
        kernel.spread = spread
        parts = weights.late(read)
        masks: Any = [late.mask for late in parts]
        slopes: Any = [late.slope for late in parts]
        assert [late.steps for late in parts] == [1, 2, 3, 4, 5] and np.sum(masks, axis=0) == pytest.approx(1.0)
        assert np.isfinite(slopes).all() and np.sum(slopes, axis=0) == pytest.approx(0.0, abs=1e-6)
    connections = weights.wiring["read"].connections
    nearest = (np.argmax(masks, axis=0) + 1)[connections.post, connections.pre]
    assert np.array_equal(nearest, weights.outward()["read", DELAY])


@pytest.mark.parametrize("method", [SurrogateGradient, SmoothedModel])
@pytest.mark.parametrize("of", [AS_DRAWN, OF_EACH, OF_SOURCES, OF_TARGETS])
def test_what_is_trained_is_what_the_drawn_network_does(method: Any, of: str) -> None:
    drawn = small(delay=2.0)
    settings = {**KERNEL, "delays_of": of, "precision": "float64"}
    result = fit(drawn, method, epochs=2, seed=3, settings=settings, validation=0.2)
    after = {id: result.arrays[id, DELAY] for id in ("in", "read")}
    for id, pre, post in (("in", 64, 20), ("read", 20, 10)):
        assert after[id].shape == (() if of == AS_DRAWN else (pre * post,))
        assert np.array_equal(after[id], np.round(after[id])) and 1 <= after[id].min() <= after[id].max() <= 5
        if of != AS_DRAWN:
            wired = Weights(circuit(drawn), 3, "float64", parameters=False).wiring[id].connections
            ends = {OF_SOURCES: wired.pre, OF_TARGETS: wired.post, OF_EACH: np.arange(pre * post)}[of]
            groups = [np.unique(after[id][ends == end]) for end in np.unique(ends)]
            assert all(len(group) == 1 for group in groups) and len(np.unique(np.concatenate(groups))) > 2
    again = evaluate_samples(
        circuit(with_arrays(drawn, result.arrays)),
        np.asarray(result.test.samples),
        seed=3,  # type: ignore[union-attr]
    )
    assert np.array_equal(again.scores, result.test.scores)  # type: ignore[union-attr]


def test_answers_are_those_of_whole_steps_while_the_kernel_is_wide() -> None:
    found = circuit(small(delay=2.0))
    learner: Any = SurrogateGradient.learner(found, SurrogateGradient.complete({**KERNEL, "precision": "float64"}), 1)
    samples = found.samples
    batch = Batch(samples.values[:32], samples.labels[:32], np.arange(32))
    learned = learner.backward(batch)[0]
    answer = learner.answer(batch)
    drawn = circuit(with_arrays(small(delay=2.0), learner.arrays()))
    whole = Weights(drawn, 1, "float64", parameters=False)
    shown = Tape(drawn, whole, 32, 1).forward(samples.values[:32], np.arange(32))
    assert np.array_equal(learner.tape(32).spikes("out"), shown) and shown.any()
    assert learned.spikes_per_sample != answer.spikes_per_sample


@pytest.mark.parametrize("of", [OF_EACH, OF_SOURCES])
@pytest.mark.parametrize("kept", [1, 2], ids=["under the kernel", "in whole steps"])
def test_resuming_goes_on_as_if_nothing_had_been(of: str, kept: int) -> None:
    settings = {**KERNEL, "delays_of": of, "annealing": 0.5}
    given: dict[str, Any] = {"epochs": 4, "seed": 2, "settings": settings}
    whole = fit(small(delay=2.0), SurrogateGradient, **given)
    first = fit(small(delay=2.0), SurrogateGradient, **given, on_progress=lambda p: p.arrays is None or p.epoch < kept)
    resumed = fit(small(delay=2.0), SurrogateGradient, **given, resume=first.checkpoint)
    assert first.cancelled
    for key, value in whole.arrays.items():
        assert np.array_equal(value, resumed.arrays[key])


def test_from_present_weights_delays_begin_as_they_are_drawn() -> None:
    found = circuit(small(delay=Uniform(1.0, 5.0)))
    drawn = Weights(found, 1, "float64", parameters=False, delays=True).outward()
    for start, same in (("present weights", True), ("fresh weights", False)):
        learner: Any = SurrogateGradient.learner(found, SurrogateGradient.complete({**KERNEL, "start": start}), 1)
        assert np.array_equal(learner.arrays()["in", DELAY], drawn["in", DELAY]) is same


@pytest.mark.parametrize("measure", ["what fires a neuron", DRAWN])
def test_a_delay_under_a_kernel_counts_in_the_longest(measure: str) -> None:
    settings = SurrogateGradient.complete({**KERNEL, "measure": measure})
    learner: Any = SurrogateGradient.learner(circuit(small(delay=2.0)), settings, 1)
    assert learner.drive.unit(("in", DELAY)) == (1.0 if measure == DRAWN else 5.0)


@pytest.mark.parametrize("of", [OF_SOURCES, OF_TARGETS])
def test_spike_times_teach_delays_that_connections_have_together(of: str) -> None:
    network = patterns()
    late = replace(network, projections=tuple(replace(p, delay=3.0) for p in network.projections))
    settings = {"trains": WITH_DELAYS, "learning_rate": 0.02}
    alone, together = (fit(late, EventProp, epochs=1, seed=1, settings={**settings, "delays_of": kind})
                       for kind in (OF_EACH, of))  # fmt: skip
    moved = 0
    for p in late.projections:
        if (p.id, DELAY) in together.arrays:
            found, count = together.arrays[p.id, DELAY], len(alone.arrays[p.id, DELAY])
            ends = Weights(circuit(late), 1, "float64", parameters=False).wiring[p.id].connections
            end = ends.pre if of == OF_SOURCES else ends.post
            assert found.shape == (count,) and all(len(np.unique(found[end == e])) == 1 for e in np.unique(end))
            moved += len(np.unique(found))
    assert moved > len(late.projections)


def test_connections_side_by_side_have_no_delays_apart() -> None:
    several = small(delay=2.0, wiring=find("wiring/fixed_total_number"))
    settings = {"trains": WITH_DELAYS, "delays_of": OF_EACH}
    with pytest.raises(NetworkError) as told:
        fit(several, SurrogateGradient, epochs=1, settings=settings)
    assert {p.code for p in told.value.problems} == {SAME_PAIR}


def test_what_is_told_by_lags_alone_is_learnt() -> None:
    settings = {**KERNEL, "longest_delay": 25.0, "batch": 20.0}
    found = fit(lags(), SurrogateGradient, epochs=30, seed=1, settings=settings)
    print(f"{found.accuracy:.1%}")
    assert found.accuracy > 0.9
