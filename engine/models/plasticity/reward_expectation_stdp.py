"""Spike timing that is learnt when more reward comes than expected."""

from engine.model.declaration import (
    CommonParameter,
    Dendritic,
    PlasticityModel,
    SpikeSource,
    SynapseState,
    Trace,
    equation,
    largest_weight,
)


class RewardExpectationSTDP(PlasticityModel):
    """Pairs of spikes leave a trace of eligibility, which reward beyond its running mean turns into a weight.

    Every spike of the chosen element is a reward. As much reward as always teaches nothing: the covariance of reward
    and eligibility is learnt. What is expected stays from one sample to the next.

    Source: Frémaux & Gerstner (2016), Frontiers in Neural Circuits 9, 85, 10.3389/fncir.2015.00085.
    """

    title = "STDP by unexpected reward"
    category = "Reward"
    aliases = ("R-STDP", "covariance rule", "reinforcement", "reward prediction", "three-factor")
    dendritic_fraction = Dendritic()

    reward = SpikeSource("source of the reward")

    tau_plus = CommonParameter("ms", r"\tau_+", "memory of source spikes", default=20.0, above=0.0)
    tau_minus = CommonParameter("ms", r"\tau_-", "memory of target spikes", default=20.0, above=0.0)
    A_plus = CommonParameter("1", r"A_+", "eligibility of a pair", default=0.025, at_least=0.0)
    A_minus = CommonParameter("1", r"A_-", "loss of eligibility of a pair", default=0.0375, at_least=0.0)
    tau_e = CommonParameter("ms", r"\tau_e", "memory of the eligibility", default=1000.0, above=0.0)
    tau_R = CommonParameter("ms", r"\tau_R", "memory of the reward", default=200.0, above=0.0)
    tau_mean = CommonParameter("ms", r"\tau_{\bar R}", "memory of the expectation", default=5000.0, above=0.0)
    tau_w = CommonParameter("ms", r"\tau_w", "time of learning at a reward of 1", default=100.0, above=0.0)
    w_max = largest_weight(200.0, per_weight=2.0)

    x = Trace("1", "x", "trace of source spikes", tau="tau_plus", side="pre")
    y = Trace("1", "y", "trace of target spikes", tau="tau_minus", side="post")
    R = Trace("1", "R", "reward", tau="tau_R", side="reward")
    expected = Trace("1", r"\bar R", "expected reward", tau="tau_mean", side="reward", lasts=True)
    e = SynapseState("", "e", "eligibility of the synapse", tau="tau_e")

    @equation
    def expected_toward(R):
        return R

    @equation
    def e_after_pre(e, y, A_minus, w_max):
        return e - A_minus * w_max * y

    @equation
    def e_after_post(e, x, A_plus, w_max):
        return e + A_plus * w_max * x

    @equation
    def dw_dt(e, R, expected, tau_w):
        return e * (R - expected) / tau_w
