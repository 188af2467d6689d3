"""Averages of weights against plain loops; they answer and are kept, training goes on without them, and they resume."""

from typing import Any

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.learning.components.averages import WeightAverage, average_copies
from engine.learning.components.declared import EQUAL_AVERAGE, EXPONENTIAL_AVERAGE, PRESENT
from engine.learning.components.method import Batch
from engine.learning.methods import methods
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.training.fitting import fit
from engine.learning.training.training_result import TrainingResult
from tests.engine.learning.networks import small
from tests.engine.learning.test_laws_of_methods import ZOO

AVERAGING = [name for name, method in methods().items() if "average" in method.choices]
EXPONENTIAL = {"average": EXPONENTIAL_AVERAGE, "average_decay": 0.8}
EQUAL = {"average": EQUAL_AVERAGE, "average_start": 0.4}


def exponential(walk: list[Any]) -> Any:
    """What torch.optim.swa_utils.get_ema_avg_fn(0.8) gives, which begins with a copy."""
    mean = walk[0]
    for value in walk[1:]:
        mean = 0.8 * mean + (1 - 0.8) * value
    return mean


def equal(walk: list[Any]) -> Any:
    return np.mean([value for number, value in enumerate(walk) if number / len(walk) >= 0.4], axis=0)


@pytest.mark.parametrize(("settings", "reference"), [(EXPONENTIAL, exponential), (EQUAL, equal)])
def test_an_average_is_that_of_a_plain_loop(settings: dict[str, Any], reference: Any) -> None:
    random = np.random.default_rng()
    walk = [random.normal(size=(3, 4)).cumsum(axis=0) for _ in range(25)]
    average, values = WeightAverage(settings), {("link", "weight"): np.zeros((3, 4))}
    for number, value in enumerate(walk):
        values["link", "weight"][...] = value
        average.follow(values, number / len(walk))
    found = average.state()["average/link/weight"]
    assert np.abs(found - reference(walk)).max() < 1e-12


def batches(found: Any, count: int) -> list[Batch]:
    parts = [np.arange(16 * n, 16 * n + 16) for n in range(count)]
    return [Batch(found.samples.values[p], found.samples.labels[p], p, share=n / count) for n, p in enumerate(parts)]


@pytest.mark.parametrize("settings", [EXPONENTIAL, EQUAL], ids=["exponential", "equal"])
@pytest.mark.parametrize("name", ["surrogate_gradient", "smoothed_model", "e_prop"])
def test_the_average_answers_while_training_goes_on_from_the_weights_themselves(
    name: str, settings: dict[str, Any]
) -> None:
    method, found = methods()[name], circuit(small())
    plain = method.learner(found, method.complete({"precision": "float64"}), 1)
    averaged = method.learner(found, method.complete({"precision": "float64", **settings}), 1)
    walk = []
    for batch in batches(found, 8):
        one, other = plain.learn(batch), averaged.learn(batch)
        assert one.loss == other.loss, "what is learnt from is not averaged"
        walk.append(plain.arrays())
        averaged.answer(batch)  # between two batches, and nothing of it is left
    reference = exponential if settings is EXPONENTIAL else equal
    for key in walk[0]:
        assert np.abs(averaged.arrays()[key] - reference([step[key] for step in walk])).max() < 1e-12, key
        assert np.array_equal(averaged.weights.outward()[key], walk[-1][key])  # type: ignore[attr-defined]
    fresh = method.learner(found, method.complete({"precision": "float64", "start": PRESENT}), 1)
    fresh.weights.take(averaged.arrays())  # type: ignore[attr-defined]
    batch = batches(found, 8)[3]
    assert averaged.answer(batch).loss == pytest.approx(fresh.answer(batch).loss, rel=1e-12)


def _fit(network: Any, name: str, settings: Any, **more: Any) -> TrainingResult:
    return fit(network, methods()[name], seed=1, epochs=4, settings={"batch": 40.0, **settings}, validation=0.2, **more)


@pytest.mark.parametrize("settings", [EXPONENTIAL, EQUAL], ids=["exponential", "equal"])
@pytest.mark.parametrize("name", AVERAGING)
def test_an_averaging_training_goes_on_from_a_checkpoint_bit_for_bit(name: str, settings: dict[str, Any]) -> None:
    network = next(n() for n in ZOO.values() if not any(p.is_fatal for p in methods()[name].refusals(n())))
    whole = _fit(network, name, settings)
    for after in (1, 3):
        cut = _fit(network, name, settings, on_progress=lambda p, after=after: len(p.history) < after)
        resumed = _fit(network, name, settings, resume=cut.checkpoint)
        assert cut.cancelled
        assert [e.validation_loss for e in resumed.history] == [e.validation_loss for e in whole.history]
        assert all(np.array_equal(whole.arrays[key], resumed.arrays[key]) for key in whole.arrays)
    plain = _fit(network, name, {})
    assert any(not np.array_equal(whole.arrays[key], plain.arrays[key]) for key in whole.arrays)
    assert [e.loss for e in whole.history] == [e.loss for e in plain.history]


@pytest.mark.parametrize("name", AVERAGING)
def test_an_average_is_reckoned_with(name: str) -> None:
    method, found = methods()[name], circuit(small())
    if name == "conversion":  # its neurons count their input, these forget it at a spike
        found = circuit(next(n() for n in ZOO.values() if not method.refusals(n())))
    plain, averaged = (method.memory(found, method.complete(settings)) for settings in ({}, EXPONENTIAL))
    assert averaged > plain and average_copies(method.complete({})) == 0


def test_checkpoints_of_a_training_without_an_average_are_as_they_were() -> None:
    state = SurrogateGradient.learner(circuit(small()), SurrogateGradient.complete({}), 1).state()
    assert not [name for name in state if name.startswith("average")]
