"""Wanted values and feedback weights of a script's own: learnt by every method that reads them, refused where wrong."""

from typing import Any

import numpy as np
import pytest

from engine import Network, Normal, TrainingLoop, evaluate, train
from engine.learning.components.declared import PRESENT


def following() -> Network:
    """Two channels that rise and fall → adaptive neurons → a leaky read-out that is to follow their difference."""
    net = Network(resolution=1.0)
    net.add_dataset("data", "own_signals", x=np.full((2, 20, 2), 0.5), wanted=np.zeros((2, 20, 1)),
                    scale="as they are", sample_time=20.0)  # fmt: skip
    net.add_encoder("code", "poisson", "data", max_rate=500.0)
    net.add_population("hidden", "discrete_adaptive_leaky_integrate_and_fire", 20)
    net.add_population("out", "discrete_leaky_integrator", 1)
    net.add_decoder("answer", "membrane_value", "out", labels="data")
    net.connect("code", "hidden", "delta", weight=Normal(0.0, 0.6), sign="mixed", delay=0.0, name="in")
    net.connect("hidden", "out", "delta", weight=Normal(0.0, 0.2), sign="mixed", delay=0.0, name="read")
    return net


def signals(count: int = 24) -> tuple[Any, Any]:
    random = np.random.default_rng(5)
    x = np.repeat(random.random((count, 4, 2)), 5, axis=1)
    return x, x[:, :, :1] - x[:, :, 1:]


def test_wanted_values_of_ones_own_are_learnt_by_every_method_that_reads_them() -> None:
    x, wanted = signals()
    for method in ("surrogate_gradient", "e_prop", "online_training_through_time"):
        net = following()
        told = {"learning_rate": 0.03}
        result = train(net, x, wanted=wanted, method=method, epochs=6, batch=8, seed=1, settings=told)
        assert result.history[-1].loss < 0.8 * result.history[0].loss, method
        answered = evaluate(net, x, wanted=wanted)
        assert answered.errors is not None and len(answered.errors) == len(x)


def test_batches_of_wanted_values_are_learnt_in_their_order() -> None:
    """Here by e-prop, whose random feedback weights are seen and set between two batches."""
    x, wanted = signals(8)
    pairs = [(x[:4], wanted[:4]), (x[4:], wanted[4:, ::5])]  # the second says every fifth value, which is held
    told = {"feedback": "random", "precision": "float64", "start": PRESENT}
    found = []
    for given in (pairs, [(x[:4], wanted[:4]), (x[4:], wanted[4:])]):
        with TrainingLoop(following(), method="e_prop", epochs=1, batches=given, settings=told) as loop:
            assert loop.feedback["hidden"].shape == (1, 20)
            for batch in loop:
                loop.feedback["hidden"][...] = 0.0
                _, gradients = batch.backward()
                assert not gradients["in", "weight"].any() and gradients["read", "weight"].any()
                batch.step(gradients)
            found.append(loop.values["read", "weight"].copy())
    assert np.array_equal(*found)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([(np.zeros((2, 20, 2)), np.zeros((2, 20)))], "wanted values of batch 0 must be"),
        ([(np.zeros((2, 20, 2)), np.zeros((3, 20, 1)))], "wanted values of batch 0 must be"),
        ([(np.zeros((2, 20, 2)), np.zeros((2, 20, 2)))], "wanted values of batch 0 must be"),
    ],
)
def test_batches_of_wanted_values_in_another_shape_are_refused(given: Any, said: str) -> None:
    with (
        TrainingLoop(following(), method="e_prop", epochs=1, batches=given) as loop,
        pytest.raises(ValueError, match=said),
    ):
        for batch in loop:
            batch.learn()


def test_wanted_values_and_feedback_that_are_not_there_are_refused_in_a_sentence() -> None:
    x, wanted = signals(4)
    with pytest.raises(ValueError, match="wanted must be"):
        train(following(), x, wanted=wanted[:, :, 0], method="e_prop")
    with pytest.raises(ValueError, match="wanted need x"):
        train(following(), wanted=wanted, method="e_prop")
    with pytest.raises(ValueError, match="wanted values belong to x"):
        train(following(), x, [0, 0, 0, 0], wanted=wanted, test=(x, [0, 0, 0, 0]), method="e_prop")
    with (
        TrainingLoop(following(), method="e_prop", epochs=1) as loop,
        pytest.raises(TypeError, match="E-prop has no feedback of its own"),
    ):
        _ = loop.feedback
