"""Reward-modulated plasticity: closed forms of eligibility and dopamine, and Izhikevich's distal reward."""

from __future__ import annotations

from math import exp

import numpy as np
import pytest

from engine.plasticity import RewardExpectationSTDP, RewardModulatedSTDP
from tests.science.given_trains import learning, learnt

H, W_MAX, START = 0.1, 1000.0, 500.0
GIVEN = {"tau_plus": 20.0, "tau_minus": 20.0, "A_plus": 0.01, "A_minus": 0.015, "tau_e": 800.0, "tau_d": 150.0,
         "dose": 0.5, "d_0": 0.0, "tau_w": 1000.0, "w_max": W_MAX}  # fmt: skip
PRE, POST = np.array([500]), np.array([560])  # the target's spike reaches the synapse at 561
ELIGIBILITY = 0.01 * W_MAX * exp(-61 * H / 20.0)


def summed(first: int, steps: int) -> float:
    """The sum over steps of eligibility times dopamine after a reward at stamp ``first``."""
    left, dopamine = exp(-H / 800.0), exp(-H / 150.0)
    k = np.arange(first + 1, steps + 1)
    return float((left ** (k - 561) * 0.5 * dopamine ** (k - first)).sum()) * H


@pytest.mark.parametrize(("first", "backend"), [(600, "numba"), (3000, "numba"), (9000, "numba"), (3000, "numpy")])
def test_a_late_reward_turns_what_is_left_of_the_eligibility_into_a_weight(first, backend):
    steps = 20_000
    network = learning(RewardModulatedSTDP, [PRE], [POST], GIVEN, weight=START, heard=[np.array([first])])
    change = learnt(network, steps, backend)[0] - START
    assert change == pytest.approx(ELIGIBILITY * summed(first, steps) / 1000.0, rel=1e-9)
    rate = 1 / 800.0 + 1 / 150.0
    integral = ELIGIBILITY * 0.5 * exp(-(first - 561) * H / 800.0) / rate / 1000.0
    assert change == pytest.approx(integral, rel=1e-3), "the integral of e d"


def test_without_a_reward_no_weight_moves():
    network = learning(RewardModulatedSTDP, [PRE], [POST], GIVEN, weight=START, heard=[np.array([90_000])])
    assert learnt(network, 5000)[0] == START


def test_a_reward_before_the_pair_acts_with_what_is_left_of_it():
    network = learning(RewardModulatedSTDP, [PRE], [POST], GIVEN, weight=START, heard=[np.array([200])])
    assert learnt(network, 20_000)[0] > START


def test_every_spike_of_the_heard_element_counts():
    together = [np.array([3000])] * 3
    one, three = (
        learnt(learning(RewardModulatedSTDP, [PRE], [POST], GIVEN, weight=START, heard=heard), 9000)[0] - START
        for heard in (together[:1], together)
    )
    assert three == pytest.approx(3 * one, rel=1e-9)


def poisson(random, rate, steps, h):
    return np.flatnonzero(random.random(steps) < rate * h / 1000.0) + 1


def test_the_synapse_whose_pairs_are_rewarded_later_wins():
    """Izhikevich's distal reward: one to three seconds after each pairing of source 0 with the target."""
    h, steps, random = 1.0, 400_000, np.random.default_rng(3)
    pre = [poisson(random, 1.0, steps, h) for _ in range(100)]
    post = poisson(random, 1.0, steps, h)
    pairings = np.arange(5_000, steps - 5_000, 5_000) + random.integers(0, 2_000, (steps - 10_000) // 5_000)
    pre[0] = np.union1d(pre[0], pairings)
    post = np.union1d(post, pairings + 5)
    rewards = pairings + random.integers(1_000, 3_000, len(pairings))
    network = learning(RewardModulatedSTDP, pre, [post], {"w_max": W_MAX}, weight=0.25 * W_MAX, h=h, heard=[rewards])
    weights = learnt(network, steps) / W_MAX
    assert weights[0] > 0.9
    assert weights[1:].mean() < 0.3


def test_reward_as_expected_teaches_nothing_and_more_than_that_does():
    given = {n: GIVEN[n] for n in ("tau_plus", "tau_minus", "A_plus", "A_minus", "tau_e", "tau_w", "w_max")}
    given |= {"tau_R": 100.0, "tau_mean": 2000.0}
    h, steady = 1.0, np.arange(20, 60_000, 20)
    pre, post = [np.array([40_000])], [np.array([40_008])]
    burst = np.union1d(steady, np.arange(40_001, 41_000, 2))
    change = [
        learnt(learning(RewardExpectationSTDP, pre, post, given, weight=START, h=h, heard=[heard]), 60_000)[0] - START
        for heard in (steady, burst)
    ]
    assert abs(change[0]) < 0.02 * abs(change[1])
    assert change[1] > 0.0
