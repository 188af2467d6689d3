"""Dropout of hidden spikes: what is sent, its gradient, and that only learning sees it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.circuit.trained import with_arrays
from engine.circuit.weights import Weights
from engine.learning.components.losses import count_cross_entropy
from engine.learning.components.method import Batch
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.passes.tape import Tape
from engine.learning.training.evaluation import evaluate
from engine.learning.training.fitting import FIRST_TRAINING, fit
from engine.learning.training.training_progress import Progress
from tests.engine.learning.networks import projection, small

PRESENTATIONS = np.arange(6)
RECURRENT = projection("again", "hidden", "hidden", delay=1.0)


def tape_of(network: Any, surrogate: str = "arctangent") -> tuple[Tape, np.ndarray]:
    found = circuit(network)
    weights = Weights(found, 1, "float64", parameters=False)
    weights.draw_fresh(1)
    return Tape(found, weights, len(PRESENTATIONS), 1, surrogate, 2.0), found.samples.values[PRESENTATIONS]


def test_a_mask_is_drawn_for_each_neuron_and_presentation_and_scaled() -> None:
    tape, _ = tape_of(small())
    tape.drop(0.3, FIRST_TRAINING + PRESENTATIONS)
    kept = tape._dropout.sent["hidden"].copy()
    assert set(tape._dropout.sent) == {"hidden"} and kept.shape == (6, 20)
    assert set(np.unique(kept)) == {0.0, 1 / 0.7}
    assert len({row.tobytes() for row in kept}) == 6
    tape.drop(0.3, FIRST_TRAINING + PRESENTATIONS[::-1])
    assert np.array_equal(tape._dropout.sent["hidden"], kept[::-1])
    shares = []
    for first in range(0, 600, 6):
        tape.drop(0.3, first + PRESENTATIONS)
        shares.append((tape._dropout.sent["hidden"] == 0).mean())
    assert np.mean(shares) == pytest.approx(0.3, abs=4 * np.sqrt(0.21 / 12000))


def test_a_dropped_neuron_sends_nothing_and_the_others_send_more() -> None:
    """Against the same circuit without dropout whose weights, for one presentation, have the mask in them."""
    tape, values = tape_of(small(more=(RECURRENT,)))
    tape.drop(0.4, PRESENTATIONS)
    kept = tape._dropout.sent["hidden"].copy()
    dropped = tape.forward(values, PRESENTATIONS).copy()
    for sample in range(6):
        plain, _ = tape_of(small(more=(RECURRENT,)))
        for id in ("read", "again"):
            plain.weights.values[id, "weight"] *= kept[sample]
        assert np.array_equal(plain.forward(values, PRESENTATIONS)[:, sample], dropped[:, sample])
    assert dropped.any()


@pytest.mark.parametrize("more", [(), (RECURRENT,)], ids=["layers", "loop"])
def test_the_gradient_is_the_finite_difference_with_the_mask_fixed(more: Any) -> None:
    tape, values = tape_of(small(more=more), "soft threshold")
    labels = np.arange(6)
    tape.drop(0.4, PRESENTATIONS)

    def loss() -> tuple[float, np.ndarray]:
        return count_cross_entropy(tape.forward(values, PRESENTATIONS), labels)

    gradients = {key: by.copy() for key, by in tape.backward(loss()[1]).items()}
    for key, gradient in gradients.items():
        direction = np.random.default_rng(7).normal(size=gradient.shape)
        if key[1] == "weight" and (mask := tape.weights.wiring[key[0]].mask) is not None:
            direction *= mask
        weight = tape.weights.values[key]
        weight += 1e-5 * direction
        up = loss()[0]
        weight -= 2e-5 * direction
        down = loss()[0]
        weight += 1e-5 * direction
        assert (gradient * direction).sum() == pytest.approx((up - down) / 2e-5, rel=1e-5, abs=1e-9)
    tape.drop(0.0, PRESENTATIONS)
    assert not tape._dropout.sent


def test_answers_know_nothing_of_dropout() -> None:
    found = circuit(small())
    samples = np.arange(6)
    batch = Batch(found.samples.values[samples], found.samples.labels[samples], samples)
    with_it, without = (
        SurrogateGradient.learner(found, SurrogateGradient.complete({"dropout": share}), 1) for share in (0.5, 0.0)
    )
    assert with_it.answer(batch).loss == without.answer(batch).loss
    assert with_it.learn(batch).loss != without.learn(batch).loss


def test_a_resumed_training_draws_the_same_masks(tmp_path: Path) -> None:
    settings = {"dropout": 0.3}

    def first_epoch(progress: Progress) -> bool:
        return progress.arrays is None

    whole = fit(small(), SurrogateGradient, epochs=2, settings=settings)
    file = tmp_path / "kept"
    fit(small(), SurrogateGradient, epochs=2, settings=settings, checkpoint=file, on_progress=first_epoch)
    resumed = fit(small(), SurrogateGradient, epochs=2, settings=settings, resume=file)
    assert len(resumed.history) == 2
    assert all(np.array_equal(whole.arrays[key], resumed.arrays[key]) for key in whole.arrays)
    assert evaluate(with_arrays(small(), whole.arrays)).accuracy == whole.accuracy
