"""Weights that act on a grid while they are trained: what is given back lies on it, and is what was shown."""

from typing import Any

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.circuit.quantising import FULL, GRIDS, TERNARY
from engine.circuit.trained import with_arrays
from engine.learning.components.method import Batch, LearningMethod
from engine.learning.methods.smoothed_model import SmoothedModel
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.training.evaluation import evaluate
from engine.learning.training.fitting import fit
from tests.engine.learning.networks import convolutional, digits, small

SEED = 3
METHODS = [SurrogateGradient, SmoothedModel]


@pytest.mark.parametrize("bits", GRIDS)
@pytest.mark.parametrize("method", METHODS)
def test_trained_weights_lie_on_the_grid_of_each_neuron_and_are_those_that_were_answered_with(
    method: type[LearningMethod], bits: str
) -> None:
    settings = {"grid": bits, "precision": "float64"}
    result = fit(small(), method, epochs=3, seed=SEED, settings=settings, validation=0.1)
    levels = np.array(GRIDS[bits].levels)
    for (_, name), array in result.arrays.items():
        for row in array if name == "weight" else ():
            used = np.abs(row[row != 0])
            if used.size:
                units = used.min() / levels[levels > 0]
                off = [np.abs(used[:, None] / unit - levels).min(axis=1).max() for unit in units]
                assert min(off) < 1e-9
    again = evaluate(with_arrays(small(), result.arrays), seed=SEED, split="validation")
    assert again.accuracy == result.validation_accuracy
    assert result.history[-1].loss < result.history[0].loss


def test_the_gradient_by_a_level_is_that_by_the_number_beneath() -> None:
    """One step of plain descent moves the hidden numbers by the gradient of the network that was shown."""
    found = circuit(digits(hidden=20))
    common = {"precision": "float64", "optimizer": "momentum", "learning_rate": 0.01, "schedule": "constant"}
    batch = Batch(found.samples.values[:16], found.samples.labels[:16], np.arange(16))
    learner: Any = SurrogateGradient.learner(found, SurrogateGradient.complete({**common, "grid": TERNARY}), 1)
    plain: Any = SurrogateGradient.learner(found, SurrogateGradient.complete(common), 1)
    plain.weights.take(learner.arrays())
    before = {key: value.copy() for key, value in learner.weights.values.items()}
    start = {key: value.copy() for key, value in plain.weights.values.items()}
    assert learner.learn(batch).loss == plain.learn(batch).loss
    moved = False
    for key, value in learner.weights.values.items():
        assert np.allclose(value - before[key], plain.weights.values[key] - start[key], atol=1e-14)
        moved = moved or bool(np.any(value != before[key]))
    assert moved


@pytest.mark.parametrize("network", [small, lambda: convolutional(sample_time=10.0)])
def test_a_cancelled_training_goes_on_with_the_numbers_beneath(network: Any) -> None:
    def once(**more: Any) -> Any:
        return fit(network(), SurrogateGradient, epochs=3, seed=SEED, settings={"grid": "2 bits"}, **more)

    whole, cut = once(), once(on_progress=lambda progress: len(progress.history) < 1)
    resumed = once(resume=cut.checkpoint)
    assert all(np.array_equal(array, resumed.arrays[key]) for key, array in whole.arrays.items())


def test_full_precision_is_training_as_ever() -> None:
    one, other = (fit(small(), SurrogateGradient, epochs=1, seed=SEED, settings=s) for s in ({}, {"grid": FULL}))
    assert all(np.array_equal(array, other.arrays[key]) for key, array in one.arrays.items())


def test_training_on_the_grid_is_better_than_rounding_afterwards() -> None:
    from engine.learning.training.reducing import NEURON, Reduction, measured_reductions

    plain = fit(digits(hidden=40), SurrogateGradient, epochs=8, seed=SEED, validation=0.2)
    trained = fit(digits(hidden=40), SurrogateGradient, epochs=8, seed=SEED, validation=0.2, settings={"grid": TERNARY})
    network = with_arrays(digits(hidden=40), plain.arrays)
    (rounded,) = measured_reductions(network, [Reduction(TERNARY, per=NEURON)], seed=SEED)
    assert trained.validation_accuracy > rounded.quality
