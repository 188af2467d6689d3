"""What a method says that training takes is what it takes, and a budget is kept by segments."""

import tracemalloc
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.checking.memory import SHARE
from engine.circuit.circuit import circuit
from engine.learning.components import tape_memory
from engine.learning.components.memory import BUDGET, CROWDED, MemoryDemand, chosen_way
from engine.learning.components.method import Batch, LearningMethod
from engine.learning.methods import methods, surrogate_gradient
from engine.learning.methods.event_prop import EventProp
from engine.learning.methods.smoothed_model import SmoothedModel
from engine.learning.methods.surrogate_gradient import EVERYTHING, WITH_DELAYS, SurrogateGradient
from engine.learning.passes import blocks
from engine.learning.passes.blocks import Blocks, BlocksInTurn
from engine.learning.passes.segments import Segments
from engine.learning.passes.tape import Tape
from engine.learning.training.fitting import fit
from engine.learning.training.training_result import TrainingResult
from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription, Sign
from engine.network.values import Uniform
from engine.problems import NetworkError
from engine.sizes import MB
from tests.engine.learning.networks import convolutional, digits, of_few, projection, small
from tests.engine.learning.test_every_method import CONTINUOUS, timed
from tests.engine.learning.test_membrane_losses import reading
from tests.engine.learning.test_smoothed_model import continuous

SIZE, MOST = 64, 2.5
MEASURED = 3  # times at most
LATE = digits(hidden=200, sample_time=60.0, more=(projection("loop", "hidden", "hidden", delay=Uniform(1.0, 20.0)),))
BUDGETED = [method for method in methods().values() if BUDGET in method.parameters()]


def _measured(network: NetworkDescription, method: type[LearningMethod], settings: dict[str, Any]) -> tuple[int, Any]:
    """Bytes held at most while a whole batch and a nearly whole last one are learnt and answered, and the learner."""
    found = circuit(network)
    samples, complete = found.samples, method.complete(settings)
    parts = [slice(0, SIZE), slice(SIZE, 2 * SIZE - 1)]
    batches = [Batch(samples.values[p], samples.labels[p], np.arange(p.start, p.stop)) for p in parts]
    warm: Any = method.learner(found, complete, 1)  # kernels are no part of what is measured
    warm.learn(batches[0]), warm.answer(batches[0])
    del warm
    peaks = []
    for _ in range(MEASURED):
        tracemalloc.start()
        learner: Any = method.learner(found, complete, 1)
        for batch in batches:
            learner.learn(batch), learner.answer(batch)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        if peaks[-1] <= method.memory(found, complete):
            break
    return min(peaks), learner  # a thread that another test has left may import something meanwhile


def by_times(network: NetworkDescription) -> NetworkDescription:
    """The same of leaky neurons in continuous time, answered by first spikes."""
    leaky = tuple(replace(p, model=find(CONTINUOUS)) for p in network.populations)
    return timed(replace(network, populations=leaky))


def conductances() -> NetworkDescription:
    """Leaky neurons whose derivatives need more states of every step than those of currents."""
    return digits(
        sample_time=60.0, neuron="neurons/leaky_integrate_and_fire", delay=1.0, weight=Uniform(0.0, 5.0),
        synapse=find("synapses/double_exponential_conductance"), sign=Sign.EXCITATORY,
    )  # fmt: skip


def fitting(method: type[LearningMethod]) -> NetworkDescription:
    """A small network that it fits."""
    return by_times(small()) if method.refusals(small()) else small()


def doubled(method: type[LearningMethod]) -> dict[str, Any]:
    """Settings of double precision, where there is a choice."""
    return {"precision": "float64"} if "precision" in method.choices else {}


CASES: dict[str, tuple[NetworkDescription, type[LearningMethod], dict[str, Any]]] = {
    "whole": (digits(sample_time=100.0), SurrogateGradient, {}),
    "in segments": (digits(sample_time=400.0), SurrogateGradient, {"memory_budget": 20.0}),
    "segments that are kept": (digits(sample_time=400.0), SurrogateGradient, {"precision": "float64"}),
    "segments that are kept, smooth": (digits(sample_time=400.0), SmoothedModel, {"precision": "float64"}),
    "cut": (digits(sample_time=400.0), SurrogateGradient, {"truncation": 20.0}),
    "double": (digits(sample_time=100.0), SurrogateGradient, {"precision": "float64"}),
    "rates that couple samples": (digits(sample_time=100.0), SurrogateGradient, {"rate_weight": 1e-3}),
    "dropout": (digits(sample_time=100.0), SurrogateGradient, {"dropout": 0.5}),
    "a loop": (digits(more=(projection("loop", "hidden", "hidden", delay=5.0),)), SurrogateGradient, {}),
    "kernels": (convolutional(), SurrogateGradient, {}),
    "kernels, in segments": (convolutional(sample_time=100.0), SurrogateGradient, {"memory_budget": 5.0}),
    "kernels, smooth, in segments": (convolutional(sample_time=100.0), SmoothedModel, {"memory_budget": 5.0}),
    "smooth": (digits(sample_time=100.0), SmoothedModel, {}),
    "smooth, refractory": (continuous(3.0), SmoothedModel, {"precision": "float64"}),
    "smooth, in segments": (digits(sample_time=400.0), SmoothedModel, {"memory_budget": 20.0}),
    "cut, delays of their own": (LATE, SurrogateGradient, {"truncation": 7.0}),
    "in segments, delays of their own": (LATE, SmoothedModel, {"memory_budget": 5.0}),
    "conductances": (conductances(), SurrogateGradient, {}),
    "conductances, smooth, in segments": (conductances(), SmoothedModel, {"memory_budget": 5.0}),
    "everything is trained": (continuous(3.0), SurrogateGradient, {"trains": EVERYTHING}),
    "delays under a kernel": (
        digits(sample_time=100.0, delay=2.0),
        SurrogateGradient,
        {"trains": WITH_DELAYS, "delays_act": "by an annealed kernel", "delays_of": "each connection"},
    ),
    "whole signals, cut": (
        digits(sample_time=60.0, encoder="encoders/bens_spiker"),
        SurrogateGradient,
        {"truncation": 7.0},
    ),
    "spike times": (by_times(digits(sample_time=100.0)), EventProp, {}),
    "spike times, in segments": (by_times(digits(sample_time=400.0)), EventProp, {"memory_budget": 40.0}),
    "spike times, cut": (by_times(digits(sample_time=400.0)), EventProp, {"truncation": 20.0}),
}


@pytest.mark.parametrize("name", CASES)
def test_the_estimate_is_what_is_measured_or_a_little_more(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if name.startswith("segments that are kept"):  # of one block, since a block of so few samples is no segment
        for module in (surrogate_gradient, tape_memory, blocks):
            monkeypatch.setattr(module, "blocks_of", lambda found, batch: 1)
    network, method, settings = CASES[name]
    peak, learner = _measured(network, method, settings)
    said = method.memory(circuit(network), method.complete(settings))
    print(f"{name}: {peak / MB:.1f} MB, said {said / MB:.1f} MB")
    tape = learner.tape(SIZE)
    one = tape.tapes[0] if isinstance(tape, Blocks | BlocksInTurn) else tape
    assert isinstance(one, Segments) == ("segments" in name or "cut" in name)
    assert peak < said < MOST * peak


@pytest.mark.parametrize("method", ["e_prop", "online_training_through_time", "decolle"])
def test_what_encoders_make_of_whole_signals_is_reckoned_with_where_nothing_else_grows_with_steps(method: str) -> None:
    network = digits(sample_time=100.0, encoder="encoders/bens_spiker")
    peak, _ = _measured(network, methods()[method], {})
    said = methods()[method].memory(circuit(network), methods()[method].complete({}))
    assert peak < said < MOST * peak


def test_a_network_that_only_answers_keeps_nothing_to_go_back_by() -> None:
    found, settings = circuit(small()), SurrogateGradient.complete({"truncation": 3.0})
    learner: Any = SurrogateGradient.learner(found, settings, 1)
    batch = Batch(found.samples.values[:8], found.samples.labels[:8], np.arange(8))
    learner.learn(batch), learner.answer(batch)
    assert isinstance(learner.tape(8), Segments) and not learner.tape(8)._borders


def test_tapes_share_what_the_delays_of_a_link_say() -> None:
    network = small(delay=Uniform(1.0, 4.0))
    for settings in ({}, {"trains": WITH_DELAYS}):
        learner: Any = SurrogateGradient.learner(circuit(network), SurrogateGradient.complete(settings), 1)
        samples = learner._circuit.samples
        for part in (slice(0, 8), slice(8, 11)):
            learner.answer(Batch(samples.values[part], samples.labels[part], np.arange(part.start, part.stop)))
        assert all(learner.tape(8)._late[p.id] is learner.tape(3)._late[p.id] for p in network.projections)


def test_memory_of_segments_grows_with_the_root_of_the_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    in_blocks = SurrogateGradient.demands(circuit(digits(sample_time=2500.0)), SurrogateGradient.complete({}))
    assert in_blocks[0].length == 2500, "each block's tape is small"
    monkeypatch.setattr("engine.learning.methods.surrogate_gradient.blocks_of", lambda found, batch: 1)
    short, long = (
        SurrogateGradient.demands(circuit(digits(sample_time=steps)), SurrogateGradient.complete({}))
        for steps in (100.0, 2500.0)
    )
    assert [(d.steps, d.held, d.length) for d in short] == [(100, 100, 100), (100, 10, 10)]
    whole, large, least = long
    assert (whole.held, least.held, least.length) == (2500, 50, 50)
    assert whole.length == large.length == large.held and 50 < large.held < 1250, "few and large, as the tape is"
    assert 20 < whole.memory / short[0].memory < 26
    assert least.memory < whole.memory / 8 and whole.memory / large.segments < large.memory < whole.memory / 3
    assert large.pace == least.pace > whole.pace == 1.0


def test_how_long_segments_are_depends_on_the_training_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    found, settings = circuit(digits(sample_time=2500.0)), SurrogateGradient.complete({})
    before = SurrogateGradient.demands(found, settings)
    monkeypatch.setattr("engine.checking.memory.free_memory", lambda: 1 << 20)
    monkeypatch.setattr("engine.learning.components.memory.budget", lambda: 1 << 20)
    assert SurrogateGradient.demands(found, settings) == before


def test_the_quickest_way_that_fits_is_chosen_and_else_the_smallest() -> None:
    ways = MemoryDemand(100, 9, 9), MemoryDemand(30, 9, 3, 1.3)
    assert [chosen_way(ways, most).memory for most in (100, 99, 30, 29)] == [100, 30, 30, 30]


@pytest.mark.parametrize("method", BUDGETED, ids=lambda m: m.key)
def test_what_needs_more_than_its_budget_is_trained_in_segments(method: type[LearningMethod]) -> None:
    """The same weights but for the last digits, by a budget of the settings or of the caller."""
    network, double = of_few(fitting(method)), doubled(method)
    ways = method.demands(circuit(network), method.complete(double))
    between = (ways[0].memory + ways[1].memory) // 2
    whole = fit(network, method, epochs=2, settings=double)
    asked = fit(network, method, epochs=2, settings={**double, "memory_budget": between / MB})
    told = fit(network, method, epochs=2, settings=double, memory_budget=between)
    assert asked.settings["memory_budget"] == told.settings["memory_budget"] == between / MB
    for key, array in whole.arrays.items():
        assert np.abs(array - asked.arrays[key]).max() < 1e-6 * max(np.abs(array).max(), 1.0)
        assert np.array_equal(asked.arrays[key], told.arrays[key])
    with pytest.raises(NetworkError, match="would need about"):
        fit(network, method, settings=double, memory_budget=ways[1].memory // 2)


@pytest.mark.parametrize("method", BUDGETED, ids=lambda m: m.key)
def test_where_less_is_free_than_the_tape_takes_training_goes_in_segments_to_the_same_weights(
    method: type[LearningMethod], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also from a checkpoint of the one way on by the other."""
    network = of_few(fitting(method))
    monkeypatch.setattr(tape_memory, "SEGMENT", 1e5)  # so that a small tape is divided
    whole, large, *_ = method.demands(circuit(network), method.complete({}))
    assert large.segments > 1 and whole.length == large.length

    def with_free(free: float) -> Any:
        monkeypatch.setattr("engine.checking.memory.free_memory", lambda: int(free / SHARE) + 1)
        found = circuit(network)
        learner: Any = method.learner(found, method.complete({}), 1)
        tape = learner.tape(8)
        assert isinstance(tape, Segments) and tape.keeps is (free >= whole.memory)
        return method

    plenty = fit(network, with_free(2 * whole.memory), epochs=3, seed=3)
    between = (whole.memory + large.memory) / 2
    short = fit(network, with_free(between), epochs=3, seed=3)
    assert all(np.array_equal(array, short.arrays[key]) for key, array in plenty.arrays.items())
    assert [epoch.loss for epoch in plenty.history] == [epoch.loss for epoch in short.history]
    cut = fit(network, method, epochs=3, seed=3, on_progress=lambda progress: len(progress.history) < 1)
    resumed = fit(network, with_free(2 * whole.memory), epochs=3, seed=3, resume=cut.checkpoint)
    assert cut.cancelled and all(np.array_equal(a, resumed.arrays[key]) for key, a in plenty.arrays.items())


@pytest.mark.parametrize("method", BUDGETED, ids=lambda m: m.key)
def test_truncated_training_learns_and_one_behind_the_end_is_none(method: type[LearningMethod]) -> None:
    network = fitting(method)
    rates = {"rate_weight": 1e-3} if "rate_weight" in method.parameters() else {}
    cut = fit(network, method, epochs=4, settings={"truncation": 8.0, **rates})
    assert cut.history[-1].loss < cut.history[0].loss
    whole, behind = (fit(network, method, epochs=1, settings={"truncation": k}) for k in (0.0, 25.0))
    assert all(np.array_equal(array, behind.arrays[key]) for key, array in whole.arrays.items())


@pytest.mark.parametrize("method", BUDGETED, ids=lambda m: m.key)
def test_membranes_are_trained_in_segments_and_cut_too(method: type[LearningMethod]) -> None:
    network, double = reading(small()), doubled(method)
    if method.refusals(network):
        network = reading(fitting(method), find("neurons/leaky_integrator"))
    ways = method.demands(circuit(network), method.complete(double))
    whole, parts = (fit(network, method, epochs=2, settings=double, memory_budget=way.memory) for way in ways)
    for key, array in whole.arrays.items():
        assert np.abs(array - parts.arrays[key]).max() < 1e-6 * max(np.abs(array).max(), 1.0)
    cut = fit(network, method, epochs=4, settings={"truncation": 4.0})
    assert cut.history[-1].loss < cut.history[0].loss


def test_delays_are_learnt_from_the_whole_tape() -> None:
    network = small(delay=2.0)
    settings = SurrogateGradient.complete({"trains": WITH_DELAYS})
    ways = SurrogateGradient.demands(circuit(network), settings)
    assert [way.held for way in ways] == [circuit(network).steps]
    with pytest.raises(NetworkError, match="are learnt from all steps"):
        fit(network, SurrogateGradient, settings={"trains": WITH_DELAYS, "truncation": 3.0})


def test_a_tape_takes_the_place_of_one_that_has_had_its_turn() -> None:
    found, settings = circuit(small()), SurrogateGradient.complete({})
    learner: Any = SurrogateGradient.learner(found, settings, 1)
    large, less = learner.tape(8), learner.tape(3)
    assert isinstance(large, Tape) and isinstance(less, Tape)
    for id, scan in large.scans.items():
        assert np.shares_memory(scan.spikes, less.scans[id].spikes)


@pytest.mark.parametrize("method", BUDGETED, ids=lambda m: m.key)
def test_what_is_free_of_memory_changes_no_digit_of_a_training(
    method: type[LearningMethod], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small tape is one segment: over shorter ones sums end in other last digits, and soon in other spikes."""
    network = of_few(fitting(method))
    whole, parts = method.demands(circuit(network), method.complete({}))

    def with_free(free: float, **settings: float) -> TrainingResult:
        monkeypatch.setattr("engine.checking.memory.free_memory", lambda: int(free / SHARE) + 1)
        return fit(network, method, epochs=1, seed=3, settings=settings)

    between = (whole.memory + parts.memory) / 2
    plenty = with_free(100 * whole.memory)
    with pytest.raises(NetworkError, match="is free now") as refused:
        with_free(between)
    (problem,) = refused.value.problems
    budget = float(str(problem.values["budget"]))
    assert problem.quantity == BUDGET and parts.memory <= budget * MB
    first, second = (with_free(free, memory_budget=between / MB) for free in (between, 100 * whole.memory))
    assert all(np.array_equal(array, second.arrays[key]) for key, array in first.arrays.items())
    assert not all(np.array_equal(array, plenty.arrays[key]) for key, array in first.arrays.items()), (
        "a case that tells"
    )


def test_where_no_way_fits_into_what_is_free_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.checking.memory.free_memory", lambda: 1000)
    for method in methods().values():
        if not [p for p in method.refusals(small()) if p.is_fatal]:
            with pytest.raises(NetworkError, match=r"0\.0 MB is free now") as refused:
                fit(small(), method, epochs=1)
            assert refused.value.problems[0].code == CROWDED
