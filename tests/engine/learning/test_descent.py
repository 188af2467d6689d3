"""Steps of descent against their published equations: AdamW, momentum, clipping, schedules; and what resumes."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.circuit.weights import Weights
from engine.datasets.own_samples import OwnSamples
from engine.learning.calibration.active_inputs import active_inputs
from engine.learning.components.losses import SPIKE_RATES, TYPED
from engine.learning.components.method import Batch
from engine.learning.components.optimizers import SCHEDULES, Adam, Momentum, clipped, decay, pace, usual_rate
from engine.learning.methods.surrogate_gradient import SurrogateGradient, SurrogateGradientLearner, longest_gradient
from engine.learning.training.checkpoint import CheckpointProblem
from engine.learning.training.fitting import fit
from engine.network.description import Dataset, NetworkDescription
from tests.engine.learning.networks import FewDigits, digits, projection, small
from tests.engine.learning.test_wanted_values import following

RATE, SHARE = 0.05, 0.3
AGAIN = projection("again", "hidden", "hidden", delay=1.0)


def adamw(w: Any, gradients: list[Any]) -> Any:
    """Loshchilov & Hutter (2019), algorithm 2, line by line with a constant schedule."""
    m = v = np.zeros_like(w)
    for t, g in enumerate(gradients, 1):
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        m_hat, v_hat = m / (1 - 0.9**t), v / (1 - 0.999**t)
        w = w - RATE * (m_hat / (np.sqrt(v_hat) + 1e-8) + SHARE * w)
    return w


def sgdw(w: Any, gradients: list[Any]) -> Any:
    """Algorithm 1 of the same with the rate outside the velocity, as in PyTorch."""
    velocity = np.zeros_like(w)
    for g in gradients:
        velocity = 0.9 * velocity + g
        w = w - RATE * velocity - RATE * SHARE * w
    return w


@pytest.mark.parametrize(("optimizer", "reference"), [(Adam(RATE), adamw), (Momentum(RATE), sgdw)])
def test_descent_with_decay_is_its_published_algorithm(
    optimizer: Adam | Momentum, reference: Callable[[Any, list[Any]], Any]
) -> None:
    random = np.random.default_rng(5)
    start, gradients = random.normal(size=(3, 4)), [random.normal(size=(3, 4)) for _ in range(20)]
    values = {"w": start.copy()}
    for gradient in gradients:
        decay(values.values(), RATE * SHARE)
        optimizer.step(values, {"w": gradient})
    assert np.abs(values["w"] - reference(start, gradients)).max() < 1e-12


def test_a_long_gradient_keeps_its_direction_and_gets_the_largest_length() -> None:
    gradients = {"w": np.array([[3.0, 0.0]]), "b": np.array(4.0)}
    short = clipped(gradients, 1.0)
    assert short["w"] == pytest.approx(np.array([[0.6, 0.0]])) and short["b"] == pytest.approx(0.8)
    for norm in (0.0, 5.0, 7.0):
        assert all(np.array_equal(clipped(gradients, norm)[key], g) for key, g in gradients.items())
    assert clipped({"w": np.array([3e30, 4e30], np.float32)}, 5.0)["w"] == pytest.approx([3.0, 4.0])
    long = np.full((300, 1000), 2.0, np.float32)  # measured some at a time
    assert clipped({"w": long, "v": np.array([1.0])}, 10.0)["w"] == pytest.approx(20 / (4 * long.size + 1) ** 0.5)


def _learner(**settings: Any) -> tuple[SurrogateGradientLearner, Batch]:
    found = circuit(small())
    complete = SurrogateGradient.complete({"precision": "float64", "optimizer": "momentum", **settings})
    numbers = np.arange(32)
    batch = Batch(found.samples.values[:32], found.samples.labels[:32], numbers)
    return SurrogateGradient.learner(found, complete, 1), batch


def test_decay_shortens_the_weights_alone() -> None:
    plain, batch = _learner(learning_rate=0.5)
    decayed, _ = _learner(learning_rate=0.5, weight_decay=0.2)
    before = plain.arrays()
    plain.learn(batch)
    decayed.learn(batch)
    for (place, name), value in plain.arrays().items():
        less = 0.1 * before[place, name] if name == "weight" else 0.0
        assert np.abs(decayed.arrays()[place, name] - (value - less)).max() < 1e-12, (place, name)


def test_the_largest_gradient_bounds_the_step_of_a_training() -> None:
    learner, batch = _learner(learning_rate=1.0, largest_gradient=1e-3)
    before = learner.arrays()
    learner.learn(batch)
    moved = [float(((value - before[key]) ** 2).sum()) for key, value in learner.arrays().items()]
    assert np.sqrt(sum(moved)) == pytest.approx(1e-3, rel=1e-9)


@pytest.mark.parametrize(
    ("settings", "longest"),
    [({}, 1.0), ({"optimizer": "momentum"}, 1.0), ({"optimizer": "gradient descent"}, 0.0),
     ({"loss": SPIKE_RATES}, 0.0), ({"loss": TYPED}, 0.0), ({"largest_gradient": 7.0}, 7.0),
     ({"optimizer": "gradient descent", "largest_gradient": 7.0}, 7.0)],
)  # fmt: skip
def test_gradients_are_shortened_as_usual_where_classes_are_told_apart(
    settings: dict[str, float | str], longest: float
) -> None:
    assert longest_gradient(circuit(small()), SurrogateGradient.complete(settings)) == longest


def test_gradients_of_values_that_are_followed_keep_their_length() -> None:
    """Steps of one length never settled: the loss burst in nine of ten trainings of the example that ships."""
    losses = [
        fit(following(), SurrogateGradient, epochs=2, batch=4, seed=1, settings=settings).history[-1].loss
        for settings in ({}, {"largest_gradient": 1e9}, {"largest_gradient": 1e-3})
    ]
    assert losses[0] == losses[1] != losses[2]


def test_schedules_are_whole_until_they_say_otherwise() -> None:
    at = np.array([0.0, 0.05, 0.1, 0.49, 0.5, 0.75, 1.0])
    expected = {
        "constant": np.ones(7),
        "steps": np.array([1, 1, 1, 1, 0.1, 0.01, 0.01]),
        "cosine": (1 + np.cos(np.pi * at)) / 2,
        "linear": 1 - at,
    }
    assert expected.keys() == SCHEDULES.keys()
    for name, factors in expected.items():
        assert [SCHEDULES[name](share) for share in at] == pytest.approx(factors, abs=1e-12), name
        assert [pace(name, share) for share in at] == pytest.approx(factors, abs=1e-12), name


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_steps_grow_from_a_tenth_and_then_the_schedule_has_what_is_left(schedule: str) -> None:
    for warm_up in np.random.default_rng().uniform(0.05, 0.9, 5):
        rising = [pace(schedule, share, warm_up) for share in np.linspace(0, warm_up, 20, endpoint=False)]
        assert rising == pytest.approx(np.linspace(0.1, 1.0, 20, endpoint=False), abs=1e-12)
        for left in (0.0, 0.3, 0.6, 1.0):
            assert pace(schedule, warm_up + left * (1 - warm_up), warm_up) == pytest.approx(SCHEDULES[schedule](left))


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_a_checkpoint_of_a_training_with_the_former_warm_up_goes_on(schedule: str) -> None:
    """It was a schedule of its own, a tenth of training before a cosine."""
    settings = {"schedule": "cosine", "warm_up": 0.1}
    cut = fit(small(), SurrogateGradient, epochs=2, seed=1, settings=settings, on_progress=lambda p: False)
    later = ("patience", "warm_up", "average", "average_decay", "average_start")
    formerly = {name: value for name, value in cut.checkpoint.training["settings"].items() if name not in later}
    old = {**cut.checkpoint.training, "settings": {**formerly, "schedule": "warm-up, then cosine"}}
    checkpoint = replace(cut.checkpoint, training=old)
    resumed = fit(small(), SurrogateGradient, epochs=2, seed=1, settings=settings, resume=checkpoint)
    assert len(resumed.history) == 2
    with pytest.raises(CheckpointProblem, match="another training"):
        other = {"schedule": schedule, "warm_up": 0.0}
        fit(small(), SurrogateGradient, epochs=2, seed=1, settings=other, resume=checkpoint)


def test_decay_clipping_and_warm_up_go_on_from_a_checkpoint() -> None:
    settings = {"weight_decay": 0.1, "largest_gradient": 0.05, "schedule": "linear", "warm_up": 0.4}
    whole = fit(small(), SurrogateGradient, epochs=3, seed=1, settings=settings)
    cut = fit(small(), SurrogateGradient, epochs=3, seed=1, settings=settings, on_progress=lambda p: len(p.history) < 1)
    resumed = fit(small(), SurrogateGradient, epochs=3, seed=1, settings=settings, resume=cut.checkpoint)
    plain = fit(small(), SurrogateGradient, epochs=3, seed=1)
    assert cut.cancelled and all(np.array_equal(whole.arrays[key], resumed.arrays[key]) for key in whole.arrays)
    assert any(not np.array_equal(whole.arrays[key], plain.arrays[key]) for key in whole.arrays)


def few_digits(**changes: Any) -> NetworkDescription:
    network = digits(sample_time=5.0, **changes)
    return replace(network, datasets=(replace(network.datasets[0], model=FewDigits),))


@pytest.mark.parametrize(
    ("network", "rate"),
    [
        (few_digits(hidden=100), 8e-3),
        (few_digits(hidden=225), 3.56e-3),
        (few_digits(hidden=60, encoder="encoders/latency", more=(AGAIN,)), 8e-3),
        (few_digits(hidden=180, encoder="encoders/latency", more=(AGAIN,)), 3.79e-3),  # none onto itself
    ],
)
def test_nothing_set_is_the_rate_of_the_neuron_with_most_inputs_on(network: NetworkDescription, rate: float) -> None:
    def arrays(**settings: float) -> Any:
        return fit(network, SurrogateGradient, epochs=1, settings=settings).arrays

    usual, set_so, other = arrays(), arrays(learning_rate=rate), arrays(learning_rate=5e-3)
    assert all(np.array_equal(usual[key], set_so[key]) for key in usual)
    assert not all(np.array_equal(usual[key], other[key]) for key in usual)  # what is set is taken as it is


def test_few_inputs_that_are_on_change_no_rate() -> None:
    assert usual_rate(0) == usual_rate(3) == usual_rate(20) == 8e-3
    assert usual_rate(100) == 1.6e-3 and usual_rate(30) == 5.33e-3
    assert usual_rate(161) == usual_rate(5000) == 1e-3


def active(lit: int, neuron: str, encoder: str = "encoders/regular", resolution: float = 1.0) -> float:
    """Of two samples of 400 values, a hundredth to all of which is 1, before ten neurons."""
    values = np.zeros((2, 400))
    values[:, :lit] = 1.0
    data = Dataset(
        "data", OwnSamples, {"x": values, "labels": np.arange(2.0), "scale": "as they are"}, sample_time=20.0
    )
    network = digits(hidden=10, neuron=neuron, encoder=encoder)
    rate = {"max_rate": 500.0} if encoder == "encoders/regular" else {}
    code = replace(network.encoders[0], parameters=rate)
    network = replace(network, datasets=(data,), encoders=(code,), resolution=resolution)
    return active_inputs(Weights(circuit(network), 1, "float64", parameters=False))


def test_inputs_count_as_often_as_they_are_on() -> None:
    discrete, continuous = "neurons/discrete_leaky_integrate_and_fire", "neurons/leaky_integrate_and_fire"
    assert active(4, discrete) == pytest.approx(2.0) == active(4, continuous)  # ten neurons count as two
    assert active(400, discrete) == pytest.approx(200.0)  # every other step
    assert active(400, continuous, resolution=0.1) == pytest.approx(200.0)  # of a ms, whatever a step is
    assert active(400, discrete, "encoders/constant_current") == pytest.approx(400.0)
