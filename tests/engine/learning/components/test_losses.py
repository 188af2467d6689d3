"""Losses and optimizers do what their textbooks say."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.learning.components.losses import (
    FIRST_SPIKES,
    LOSSES,
    SCORES,
    SPIKE_COUNTS,
    STEP_SCORE,
    first_spike_cross_entropy,
    natural_loss,
    rate_error,
    series_error,
)
from engine.learning.components.optimizers import OPTIMIZERS, Adam, AdamWithEpsilonHat, GradientDescent, Momentum
from engine.model.registry.discovery import find


@pytest.mark.parametrize("name", LOSSES)
def test_the_derivative_of_a_loss_is_its_finite_difference(name: str) -> None:
    rng = np.random.default_rng(3)
    spikes = (rng.random((6, 4, 5)) < 0.3).astype(float)
    labels = np.array([0, 4, 2, 2])
    smoothing = 0.1
    _, slope = LOSSES[name](spikes, labels, smoothing)
    for _ in range(40):
        at = tuple(rng.integers(0, size) for size in spikes.shape)
        up, down = spikes.copy(), spikes.copy()
        up[at] += 1e-6
        down[at] -= 1e-6
        difference = (LOSSES[name](up, labels, smoothing)[0] - LOSSES[name](down, labels, smoothing)[0]) / 2e-6
        assert slope[at] == pytest.approx(difference, abs=1e-8)


def test_errors_of_rates_and_of_series_are_their_plain_loops_and_have_their_slopes() -> None:
    rng = np.random.default_rng()
    for _ in range(5):
        spikes, labels = (rng.random((6, 4, 5)) < 0.3).astype(float), rng.integers(0, 5, 4)
        right, wrong = rng.uniform(0.5, 6.0, 2)
        membrane, wanted = rng.normal(size=(2, 6, 4, 5))

        def of_rates(spikes: np.ndarray, right: float = right, wrong: float = wrong, labels: Any = labels) -> float:
            total = 0.0
            for b in range(4):
                for n in range(5):
                    aim = right if n == labels[b] else wrong
                    total += ((sum(spikes[t, b, n] for t in range(6)) - aim) / right) ** 2
            return total / 20

        def of_series(membrane: np.ndarray, wanted: np.ndarray = wanted) -> float:
            return sum((membrane[at] - wanted[at]) ** 2 for at in np.ndindex(6, 4, 5)) / 120

        cases = [
            (rate_error(spikes, labels, right, wrong), of_rates, spikes),
            (series_error(membrane, wanted), of_series, membrane),
        ]
        for (loss, slope), plain, given in cases:
            assert loss == pytest.approx(plain(given), rel=1e-12)
            for at in map(tuple, rng.integers(0, (6, 4, 5), (10, 3))):
                up, down = given.copy(), given.copy()
                up[at] += 1e-5
                down[at] -= 1e-5
                assert slope[at] == pytest.approx((plain(up) - plain(down)) / 2e-5, abs=1e-8)


def test_firing_first_is_better_than_firing_later() -> None:
    early, late = np.zeros((5, 1, 2)), np.zeros((5, 1, 2))
    early[0, 0, 1] = late[4, 0, 1] = 1
    label = np.array([1])
    assert first_spike_cross_entropy(early, label)[0] < first_spike_cross_entropy(late, label)[0]


def test_scores_of_numbers_for_spikes_grow_with_counts_and_with_how_early_they_come() -> None:
    whole = np.zeros((8, 1, 3))
    whole[2, 0, 0] = whole[5:, 0, 1] = 1.0
    assert SCORES[SPIKE_COUNTS](whole).tolist() == [[1.0, 3.0, 0.0]]
    assert SCORES[FIRST_SPIKES](whole) == pytest.approx(-STEP_SCORE * np.array([[2.0, 5.0, 8.0]]))
    part = np.full((8, 1, 1), 0.25)  # a spike of a quarter leaves three quarters of the silence
    silence = 0.75 ** np.arange(1, 9)
    assert SCORES[FIRST_SPIKES](part) == pytest.approx(-STEP_SCORE * silence.sum())


def test_firing_together_is_worse_than_leading_by_a_step() -> None:
    together, leading = np.zeros((5, 1, 2)), np.zeros((5, 1, 2))
    together[1, 0, :] = leading[1, 0, 1] = leading[2, 0, 0] = 1
    label = np.array([1])
    assert first_spike_cross_entropy(leading, label)[0] == pytest.approx(np.log(2))
    assert first_spike_cross_entropy(together, label)[0] > np.log(2)


def test_a_decoder_is_trained_by_what_it_reads() -> None:
    counts = {find(f"decoders/{name}") for name in ("spike_count", "firing_rate", "inter_spike_interval")}
    firsts = {find(f"decoders/{name}") for name in ("time_to_first_spike", "first_to_spike", "rank_order")}
    assert {natural_loss(decoder) for decoder in counts} == {SPIKE_COUNTS}  # type: ignore[arg-type]
    assert {natural_loss(decoder) for decoder in firsts} == {FIRST_SPIKES}  # type: ignore[arg-type]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_an_optimizer_finds_the_bottom_of_a_bowl(name: str) -> None:
    values = {"w": np.array([3.0, -2.0]), "b": np.array([5.0])}
    optimizer = OPTIMIZERS[name](0.05)
    for _ in range(500):
        optimizer.step(values, {key: 2 * value for key, value in values.items()})
    assert all(np.abs(value).max() < 0.05 for value in values.values())


def test_the_first_step_of_adam_has_the_length_of_its_rate() -> None:
    values = {"w": np.array([1.0, 1.0])}
    Adam(0.01).step(values, {"w": np.array([1e-3, -50.0])})
    assert values["w"] == pytest.approx([0.99, 1.01], abs=1e-6)


def test_adam_with_epsilon_hat_takes_the_steps_of_its_published_form() -> None:
    """alpha sqrt(1 - beta2^t) / (1 - beta1^t) m / (sqrt(v) + epsilon), where epsilon is of the gradients' size."""
    random, values = np.random.default_rng(), {"w": np.zeros(5)}
    optimizer, usual, w, m, v = AdamWithEpsilonHat(0.01), Adam(0.01), np.zeros(5), np.zeros(5), np.zeros(5)
    other = {"w": np.zeros(5)}
    for step, gradient in enumerate(random.normal(0.0, 1e-8, (20, 5)), 1):
        m, v = 0.9 * m + 0.1 * gradient, 0.999 * v + 0.001 * gradient**2
        w = w - 0.01 * np.sqrt(1 - 0.999**step) / (1 - 0.9**step) * m / (np.sqrt(v) + 1e-8)
        optimizer.step(values, {"w": gradient})
        usual.step(other, {"w": gradient})
        assert values["w"] == pytest.approx(w, rel=1e-9)
    assert np.abs(other["w"]).max() > 2 * np.abs(w).max()


def test_gradient_descent_keeps_nothing() -> None:
    values, optimizer = {"w": np.array([1.0, 2.0])}, GradientDescent(0.1)
    for _ in range(2):
        optimizer.step(values, {"w": np.array([1.0, -1.0])}, {"w": 3.0})
    assert values["w"] == pytest.approx([0.4, 2.6]) and optimizer.state() == {}


@pytest.mark.parametrize("make", [lambda: Adam(0.1), lambda: Momentum(0.1)])
def test_a_restored_optimizer_goes_on_as_if_nothing_had_happened(
    make: Callable[[], Adam | Momentum],
) -> None:
    first, second = make(), make()
    values = {"w": np.array([3.0])}
    first.step(values, {"w": np.array([1.0])})
    second.restore(first.state())
    other = {"w": values["w"].copy()}
    first.step(values, {"w": np.array([2.0])})
    second.step(other, {"w": np.array([2.0])})
    assert values["w"] == other["w"]
