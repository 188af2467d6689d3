"""A large network is evaluated in fewer steps at a time: in little memory, with the same answers."""

from __future__ import annotations

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.learning.passes.blocks import TapesOfBlocks
from engine.learning.training import evaluation
from engine.learning.training.evaluation import KEPT, evaluate_samples
from tests.engine.learning.networks import convolutional

SAMPLES = np.arange(150)  # a batch, and one that is smaller


def test_few_steps_at_a_time_give_the_same_answers_and_no_array_has_more_numbers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found, made, lengths = circuit(convolutional()), TapesOfBlocks.held, []
    neurons = sum(p.size for p in found.populations)

    def held(tapes, batch):
        lengths.append((batch, tapes.length))
        return made(tapes, batch)

    monkeypatch.setattr(TapesOfBlocks, "held", held)
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
