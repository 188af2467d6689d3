"""Spike timing that is learnt when more reward comes than expected."""

from engine.model.declaration import (
    SharedParameter,
    Trace,
    equation,
    largest_weight,
)
from engine.models.plasticity._pairs import Rewarded


class RewardExpectationSTDP(Rewarded):
    """Pairs of spikes leave a trace of eligibility, which reward beyond its running mean turns into a weight.

    Every spike of the chosen element is a reward. As much reward as always teaches nothing: the covariance of reward
    and eligibility is learnt. What is expected stays from one sample to the next.

    Source: Frémaux & Gerstner (2016), Frontiers in Neural Circuits 9, 85, 10.3389/fncir.2015.00085.
    """

    title = "STDP by unexpected reward"
    aliases = ("R-STDP", "covariance rule", "reinforcement", "reward prediction", "three-factor")

    tau_R = SharedParameter("ms", r"\tau_R", "memory of the reward", default=200.0, above=0.0)
    tau_mean = SharedParameter("ms", r"\tau_{\bar R}", "memory of the expectation", default=5000.0, above=0.0)
    tau_w = SharedParameter("ms", r"\tau_w", "time of learning at a reward of 1", default=100.0, above=0.0)
    w_max = largest_weight(200.0, per_weight=2.0)

    R = Trace("1", "R", "reward", tau="tau_R", side="reward")
    expected = Trace("1", r"\bar R", "expected reward", tau="tau_mean", side="reward", lasts=True)

    @equation
    def expected_toward(R):
        return R

    @equation
    def dw_dt(e, R, expected, tau_w):
        return e * (R - expected) / tau_w
