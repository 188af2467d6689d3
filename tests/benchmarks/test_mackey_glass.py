"""The Mackey-Glass task: the series is the equation's, spikes forecast it, and operations are NeuroBench's."""

from __future__ import annotations

import numpy as np
import pytest

from tests.benchmarks import learning_mackey_glass as task
from tests.peers.environments import python_of

AHEAD = 12


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(task, "TRAIN", 200)
    monkeypatch.setattr(task, "TEST", AHEAD)


def test_the_series_is_the_equations(monkeypatch: pytest.MonkeyPatch) -> None:
    found = task.series(60)
    first = task.POINT * np.arange(7)  # before the delay has passed nothing late changes: an exponential
    rest = task.BETA * task.PAST / (1 + task.PAST**task.POWER) / task.GAMMA
    assert found[:7] == pytest.approx(rest + (task.PAST - rest) * np.exp(-task.GAMMA * first), abs=1e-11)
    monkeypatch.setattr(task, "STEP", 0.1)
    coarse = np.abs(task.series(60) - found).max()
    monkeypatch.setattr(task, "STEP", 0.05)
    assert 0.0 < np.abs(task.series(60) - found).max() < coarse / 8, "of fourth order, less where the past bends"
    assert coarse < 1e-4


def test_a_repeat_begins_half_a_lyapunov_time_after_the_one_before(short: None) -> None:
    points = task.pieces(4)
    assert points.shape == (4, 200 + AHEAD + 1)
    for number, start in enumerate((0, 37, 75, 112)):
        assert np.array_equal(points[number], task.series(112 + 200 + AHEAD + 1)[start : start + 200 + AHEAD + 1])


def test_spikes_forecast_the_next_points_alone(short: None) -> None:
    points = task.pieces(1)[0]
    found = task.Spiking(20, 100)(points)
    wanted = points[201:]
    assert np.abs(found.values - wanted).max() < 0.05 < np.abs(points[200] - wanted).max()
    blind = np.concatenate((points[:201], np.zeros(AHEAD)))
    assert np.array_equal(task.Spiking(20, 100)(blind).values, found.values), "what is to be forecast was looked at"
    assert found.acs == 20 * (9 + 1), "one spike of each sensor along nine links, and one of the clock to each"
    assert found.activation_sparsity == 1 - 1 / 200
    assert (found.updates, found.macs, found.dense) == (200 * 21, 100 * 2 * 20, 200 * 20 * (9 + 3))


def test_an_echo_state_has_the_size_and_operations_that_are_published(short: None) -> None:
    points = task.pieces(1)[0]
    found = next(iter(task.ECHO_STATES.values()))(points, seed=1)
    assert np.abs(found.values - points[201:]).max() < 0.05
    assert found.size == pytest.approx(2.81e5, rel=2e-3) and found.dense == pytest.approx(3.52e4, rel=2e-3)
    assert found.macs == pytest.approx(4.37e3, rel=0.05), "which connections there are is random"
    assert found.connection_sparsity == pytest.approx(0.876, abs=0.005)


def test_the_error_is_symmetric_and_200_of_what_is_no_number() -> None:
    assert task.smape(np.array([1.0, 3.0]), np.array([3.0, 1.0])) == pytest.approx(100.0)
    assert task.smape(np.array([1.0, np.nan]), np.ones(2)) == 200.0


@pytest.mark.peers
def test_the_lstm_has_the_size_and_operations_that_are_published(short: None, monkeypatch: pytest.MonkeyPatch) -> None:
    if python_of(task.PEER) is None:
        pytest.skip(f"make its environment: python -m tests.peers.environments {task.PEER}")
    points = task.pieces(6)  # one alone goes wrong sooner with another version of PyTorch
    several = task.lstm(points, 40)
    missed = np.abs([found.values - wanted[201:] for found, wanted in zip(several, points, strict=True)])[:, :3]
    unchanged = np.abs(points[:, 200:201] - points[:, 201:204])
    assert missed.mean() < 0.6 * unchanged.mean()
    found = several[0]
    assert found.dense == 14560
    assert found.macs == found.dense - 40 * found.activation_sparsity
    monkeypatch.setattr(task, "EPOCHS", 1)
    (found,) = task.lstm(points[:1], 100)
    assert found.size == pytest.approx(4.90e5, rel=2e-3)
