"""A large network is evaluated block by block, in few steps at a time: in little memory, with the same answers."""

from __future__ import annotations

import os
import tracemalloc

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.learning.passes import blocks
from engine.learning.passes.blocks import TapesOfBlocks, blocks_of
from engine.learning.training import evaluation
from engine.learning.training.evaluation import KEPT, evaluate_samples
from tests.engine.learning.networks import convolutional

SAMPLES = np.arange(150)  # a batch, and one that is smaller


def test_few_steps_at_a_time_give_the_same_answers_and_no_array_has_more_numbers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found, made, lengths = circuit(convolutional()), TapesOfBlocks.always_in_turn, []
    neurons = sum(p.size for p in found.populations)

    def in_turn(tapes, batch):
        lengths.append((batch, tapes.length))
        return made(tapes, batch)

    monkeypatch.setattr(TapesOfBlocks, "always_in_turn", in_turn)
    whole = evaluate_samples(found, SAMPLES, seed=1)
    assert {length for _, length in lengths} == {evaluation.HELD}
    assert evaluation.BATCH * evaluation.HELD * neurons <= KEPT
    lengths.clear()
    few = 3 * evaluation.BATCH * neurons
    monkeypatch.setattr(evaluation, "KEPT", few)
    parts = evaluate_samples(found, SAMPLES, seed=1)
    assert [length for _, length in lengths] == [3, 3]
    assert all(batch * length * neurons <= few for batch, length in lengths)
    assert np.array_equal(whole.scores, parts.scores) and np.array_equal(whole.answers, parts.answers)
    assert whole.cost == parts.cost
    monkeypatch.setattr(evaluation, "KEPT", 1)
    lengths.clear()
    assert np.array_equal(evaluate_samples(found, SAMPLES[:20], seed=1).scores, whole.scores[:20])
    assert lengths == [(20, 1)]


def test_blocks_share_the_memory_of_one_and_answer_as_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    found = circuit(convolutional())
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})  # one thread
    whole, of_all = _evaluated(found)
    monkeypatch.setattr(blocks, "WORTH_A_BLOCK", 1.0)
    monkeypatch.setattr(blocks, "ROWS", 1)
    assert blocks_of(found, len(SAMPLES)) == blocks.MOST
    parts, of_one = _evaluated(found)
    assert np.array_equal(whole.scores, parts.scores) and whole.cost == parts.cost
    assert np.array_equal(whole.confidence, parts.confidence) and whole.costs == parts.costs
    assert of_one < of_all / 3


def _evaluated(found):
    """The answers, and the most bytes that were held for them."""
    evaluate_samples(found, SAMPLES[:4], seed=1, costs_by_layer=True)  # what is made once
    tracemalloc.start()
    try:
        return evaluate_samples(found, SAMPLES, seed=1, costs_by_layer=True), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
