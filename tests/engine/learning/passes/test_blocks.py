"""Blocks of a batch have the spikes and gradients of one tape, to the last digit the same by any number of threads."""

import threading
import time
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.circuit.weights import Weights
from engine.learning.components.losses import count_cross_entropy, rate_penalty
from engine.learning.components.method import Batch
from engine.learning.components.own_terms import OwnTerms
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.passes import blocks as module
from engine.learning.passes import scan as scans
from engine.learning.passes.blocks import Blocks, BlocksInTurn, blocks_of
from engine.learning.passes.segments import Segments, tape_of
from engine.learning.training.fitting import fit
from tests.engine.learning.networks import digits, projection
from tests.engine.learning.passes.test_segments import DRAWN
from tests.fuzz_seeds import fuzz_seeds

BATCH, EQUAL = 7, 1e-12


@pytest.fixture
def _on_arrays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scans, "why_not", lambda name: "switched off for this test")


def _blocks(found: Any, weights: Weights, sizes: list[int], length: int, threads: int) -> Blocks:
    return Blocks([tape_of(found, weights, size, 1, length) for size in sizes], threads)


def _slopes(shown: Any, labels: Any, tape: Any, hidden: list[str]) -> tuple[Any, dict[str, Any]]:
    """A loss of counts, a cost of rates that couples all samples, and one of each sample by itself."""
    slope = count_cross_entropy(shown, labels)[1]
    others = {id: rate_penalty(tape.counts(id)[None], 3.0)[1] for id in hidden[:1]}
    others |= {id: 1e-3 * tape.counts(id) for id in hidden[1:]}
    return slope, others


@pytest.mark.usefixtures("_on_arrays")
@pytest.mark.parametrize("seed", fuzz_seeds(5))
@pytest.mark.parametrize("name", sorted(DRAWN))
def test_blocks_have_the_spikes_and_the_gradients_of_one_tape(name: str, seed: int) -> None:
    network, _ = DRAWN[name]
    found, random = circuit(network()), np.random.default_rng(seed)
    weights = Weights(found, 1, "float64", parameters=True)
    first = int(random.integers(1, BATCH - 1))
    length = int(random.choice([found.steps, max(found.steps // 3, 1)]))
    whole = tape_of(found, weights, BATCH, 1, length)
    blocks = _blocks(found, weights, [first, BATCH - first], length, threads=2)
    values, shown = found.samples.values[:BATCH], np.arange(3, 3 + BATCH)
    labels = found.samples.labels[:BATCH] % found.output.size
    hidden = [p.id for p in found.populations if p != found.output]
    for _ in range(2):  # the second time arrays hold what was there
        by = []
        for tape in (whole, blocks):
            tape.drop(0.2, shown)
            spikes = tape.forward(values, shown)
            slope, others = _slopes(spikes, labels, tape, hidden)
            by.append(
                (spikes.copy(), tape.backward(slope, others), tape.fired_in_all(), tape.membrane(found.output.id))
            )
        assert np.array_equal(by[0][0], by[1][0])
        assert by[0][2] == pytest.approx(by[1][2])
        assert np.array_equal(by[0][3], by[1][3])
        _alike(by[0][1], by[1][1])


def _alike(one: Any, other: Any) -> None:
    assert one.keys() == other.keys()
    for key, gradient in one.items():
        assert np.shape(gradient) == np.shape(other[key])
        assert other[key] == pytest.approx(gradient, rel=EQUAL, abs=EQUAL * max(np.abs(gradient).max(initial=0), 1))


@pytest.mark.usefixtures("_on_arrays")
def test_gradients_that_are_cut_are_those_of_one_tape() -> None:
    found = circuit(digits(hidden=20, delay=3.0))
    weights = Weights(found, 1, "float64", parameters=False)
    whole = tape_of(found, weights, BATCH, 1, 4)
    assert isinstance(whole, Segments)
    blocks = _blocks(found, weights, [3, 3, 1], 4, threads=2)
    values, shown, labels = found.samples.values[:BATCH], np.arange(BATCH), found.samples.labels[:BATCH]
    for _ in range(2):
        one, other = (
            tape.truncated(values, shown, lambda so_far, tape=tape: _slopes(so_far, labels, tape, ["hidden"]))
            for tape in (whole, blocks)
        )
        _alike(one, other)
    assert np.array_equal(whole.fired, blocks.fired)


def test_any_number_of_threads_trains_the_same_weights_to_the_last_digit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WORTH_A_BLOCK", 1e4)  # a small network in many blocks
    monkeypatch.setattr(module, "ROWS", 256)
    found = []
    for threads in (1, 2, 3):
        monkeypatch.setattr(module, "processors", lambda threads=threads: threads)
        result = fit(digits(hidden=20), SurrogateGradient, epochs=1, batch=60, seed=3, settings={"dropout": 0.1})
        found.append(result.arrays)
    assert blocks_of(circuit(digits(hidden=20)), 60) == 4
    for other in found[1:]:
        assert all(np.array_equal(array, other[key]) for key, array in found[0].items())


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize(("batch", "apart"), [(64, 0.0), (61, 1e-12)])
@pytest.mark.parametrize("settings", [{}, {"truncation": 5.0}, {"dropout": 0.2}], ids=str)
def test_blocks_in_turn_find_what_all_blocks_held_find(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, Any], batch: int, apart: float, threads: int
) -> None:
    """A loss of one's own is the same one here, but for all that is known of it might couple samples."""
    monkeypatch.setattr(module, "WORTH_A_BLOCK", 1e4)
    monkeypatch.setattr(module, "ROWS", 256)
    monkeypatch.setattr(module, "processors", lambda: threads)
    found = circuit(digits(hidden=20))
    complete = SurrogateGradient.complete({"precision": "float64", "smoothing": 0.1, **settings})
    shown = Batch(found.samples.values[:batch], found.samples.labels[:batch], np.arange(batch))
    by = []
    for own in (OwnTerms(), OwnTerms(lambda spikes, given: count_cross_entropy(spikes, given.labels, 0.1))):
        learner: Any = SurrogateGradient.learner(found, complete, 3)
        learner.take(own)
        tape = learner.tape(batch)
        assert type(tape) is (Blocks if own.loss else BlocksInTurn)
        assert len(tape.tapes) == (4 if own.loss else 1) and blocks_of(found, batch) == 4
        by.append((*learner.backward(shown), learner.answer(shown)))
    for one, other in zip((by[0][0], by[0][2]), (by[1][0], by[1][2]), strict=True):
        assert np.array_equal(one.answers, other.answers) and one.silent == other.silent
        assert one.loss == pytest.approx(other.loss, rel=1e-12)
        assert one.spikes_per_sample == pytest.approx(other.spikes_per_sample, rel=1e-12)
    for key, gradient in by[1][1].items():
        assert by[0][1][key] == pytest.approx(gradient, rel=apart, abs=apart)


def test_a_cost_of_rates_that_couples_samples_sees_the_whole_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WORTH_A_BLOCK", 1e4)
    monkeypatch.setattr(module, "ROWS", 256)
    found = circuit(digits(hidden=20))
    learner: Any = SurrogateGradient.learner(found, SurrogateGradient.complete({"rate_weight": 1.0}), 3)
    assert type(learner.tape(64)) is Blocks


class _Slow:
    """A tape whose gradient comes later the earlier its block is."""

    circuit, threshold, device, steps = circuit(digits(hidden=3)), "arctangent", None, 25
    scans, normalised = MappingProxyType({}), None

    def __init__(self, number: int, value: float) -> None:
        self.batch, self.number, self.value = 1, number, np.float32(value)
        self.ended = False

    def backward(self, slope: Any, others: Any) -> dict[Any, Any]:
        time.sleep(0.02 * (4 - self.number))
        self.ended = True
        if np.isnan(self.value):
            raise MemoryError
        return {("in", "weight"): np.full(2, self.value)}


def test_gradients_are_added_in_the_order_of_blocks_whoever_is_ready_first() -> None:
    values = [1e8, 1.0, -1e8, 1.0]  # in single precision the sum depends on the order
    blocks = Blocks([_Slow(number, value) for number, value in enumerate(values)], threads=4)  # type: ignore[arg-type]
    total = np.float32(0)
    for value in values:
        total = np.float32(total + np.float32(value))
    assert blocks.backward(np.zeros((25, 4, 10)))["in", "weight"].tolist() == [total, total]


def test_what_a_block_raises_is_raised_when_no_other_is_at_work() -> None:
    tapes = [_Slow(number, np.nan if number == 3 else 1.0) for number in range(4)]
    blocks = Blocks(tapes, threads=2)  # type: ignore[arg-type]
    with pytest.raises(MemoryError):
        blocks.backward(np.zeros((25, 4, 10)))
    running = [thread for thread in threading.enumerate() if thread.name.startswith("training")]
    assert all(tape.ended for tape in tapes) or not running


def test_how_many_blocks_there_are_is_the_networks_and_not_the_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    large, small = circuit(digits(hidden=2000)), circuit(digits(hidden=20))
    known = [blocks_of(large, 128), blocks_of(large, 127), blocks_of(small, 128), blocks_of(large, 1)]
    monkeypatch.setattr(module, "processors", lambda: 64)
    assert known == [blocks_of(large, 128), blocks_of(large, 127), blocks_of(small, 128), blocks_of(large, 1)]
    assert known == [2, 2, 1, 1]
    assert blocks_of(large, 1024) == 16
    loop = circuit(digits(hidden=200, more=(projection("loop", "hidden", "hidden", delay=1.0),)))
    assert blocks_of(loop, 128) == 1  # a step is too short to be divided
