"""Losses of spike times against differences of their plain definitions."""

from __future__ import annotations

import numpy as np
import pytest

from engine.learning.components.spike_time_losses import early_answer, first_time_cross_entropy, van_rossum_times


def test_first_times_have_the_derivative_of_the_papers_loss() -> None:
    rng = np.random.default_rng(1)
    times, labels, tau, late, weight = rng.uniform(2.0, 20.0, (5, 3)), np.array([0, 1, 2, 1, 0]), 1.5, 6.4, 0.003

    def plainly(t: np.ndarray) -> float:
        own = t[np.arange(5), labels]
        each = -np.log(np.exp(-own / tau) / np.exp(-t / tau).sum(axis=1)) + weight * (np.exp(own / late) - 1)
        return float(each.mean())

    loss, slope = first_time_cross_entropy(times, labels, 30.0, tau)
    more, by = early_answer(times, labels, late)
    assert loss + weight * more == pytest.approx(plainly(times), rel=1e-12)
    for at in np.ndindex(times.shape):
        move = np.zeros_like(times)
        move[at] = 1e-5
        expected = (plainly(times + move) - plainly(times - move)) / 2e-5
        assert (slope + weight * by)[at] == pytest.approx(expected, rel=1e-6, abs=1e-9)


def test_a_silent_neuron_counts_as_one_at_the_end_and_is_not_moved() -> None:
    times, labels = np.array([[np.inf, 5.0, 7.0]]), np.array([1])
    loss, slope = first_time_cross_entropy(times, labels, 20.0, 2.0)
    known = first_time_cross_entropy(np.array([[20.0, 5.0, 7.0]]), labels, 20.0, 2.0)
    assert loss == known[0] and slope[0].tolist() == [0.0, *known[1][0, 1:]]


def test_where_the_right_neuron_is_silent_none_is_moved() -> None:
    times, labels = np.array([[np.inf, 5.0, 7.0]]), np.array([0])
    loss, slope = first_time_cross_entropy(times, labels, 20.0, 2.0)
    assert loss > 5.0 and not slope.any()
    assert early_answer(times, labels, 6.0)[0] == 0.0 and not early_answer(times, labels, 6.0)[1].any()


def test_the_distance_of_trains_has_the_derivative_of_its_integral() -> None:
    h, tau, steps = 0.5, 4.0, 60
    rng = np.random.default_rng(6)
    spikes, wanted = (np.zeros((steps, 2, 3)) for _ in range(2))
    spikes[rng.permutation(steps)[:9], rng.integers(0, 2, 9), rng.integers(0, 3, 9)] = 1.0
    spikes[0, 0, 1] = spikes[1, 1, 2] = spikes[-1, 0, 0] = 1.0
    wanted[rng.permutation(steps)[:9], rng.integers(0, 2, 9), rng.integers(0, 3, 9)] = 1.0
    wanted[0, 1, 2] = wanted[2, 0, 1] = 1.0
    wanted[spikes > 0] = 0.0

    def distance(own: list[float], others: list[float]) -> float:
        """Sums over pairs: the integral from 0 to the end of products of exponentials."""
        all_times, signs = np.array(own + others), np.array([1.0] * len(own) + [-1.0] * len(others))
        later = np.maximum(all_times[:, None], all_times)
        pair = np.exp((all_times[:, None] + all_times - 2 * later) / tau)
        pair -= np.exp((all_times[:, None] + all_times - 2 * steps * h) / tau)
        return float(signs @ pair @ signs) / 4

    loss, slope = van_rossum_times(spikes, wanted, h, tau)
    total = 0.0
    for b, n in np.ndindex(2, 3):
        own, others = (((np.flatnonzero(s[:, b, n]) + 1) * h).tolist() for s in (spikes, wanted))
        total += distance(own, others) / 2
        for k, time in enumerate(own):
            ends = [distance([*own[:k], time + e, *own[k + 1 :]], others) for e in (1e-5, -1e-5)]
            assert slope[round(time / h) - 1, b, n] == pytest.approx((ends[0] - ends[1]) / 4e-5, rel=1e-6, abs=1e-9)
    assert loss == pytest.approx(total, rel=1e-12) and not slope[spikes == 0].any()
    assert not van_rossum_times(spikes, spikes, h, tau)[1].any()
