"""Spike timing that is learnt when dopamine follows."""

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


class RewardModulatedSTDP(PlasticityModel):
    """Pairs of spikes leave a trace of eligibility, which dopamine turns into a change of the weight.

    Every spike of the chosen element releases dopamine. The eligibility outlives the pair by seconds, so that a reward
    may come late.

    Source: Izhikevich (2007), Cerebral Cortex 17, 2443-2452, 10.1093/cercor/bhl152.
    """

    title = "Reward-modulated STDP"
    category = "Reward"
    aliases = (
        "R-STDP",
        "dopamine",
        "reinforcement",
        "eligibility trace",
        "three-factor",
        "stdp_dopamine_synapse",
    )
    dendritic_fraction = Dendritic()

    reward = SpikeSource("source of the reward")

    tau_plus = CommonParameter("ms", r"\tau_+", "memory of source spikes", default=20.0, above=0.0)
    tau_minus = CommonParameter("ms", r"\tau_-", "memory of target spikes", default=20.0, above=0.0)
    A_plus = CommonParameter("1", r"A_+", "eligibility of a pair", default=0.025, at_least=0.0)
    A_minus = CommonParameter("1", r"A_-", "loss of eligibility of a pair", default=0.0375, at_least=0.0)
    tau_e = CommonParameter("ms", r"\tau_e", "memory of the eligibility", default=1000.0, above=0.0)
    tau_d = CommonParameter("ms", r"\tau_d", "memory of the dopamine", default=200.0, above=0.0)
    dose = CommonParameter("1", r"\Delta d", "dopamine of one spike", default=0.5)
    d_0 = CommonParameter("1", r"d_0", "dopamine without a reward", default=0.002)
    tau_w = CommonParameter("ms", r"\tau_w", "time of learning at a dopamine of 1", default=10.0, above=0.0)
    w_max = largest_weight(200.0, per_weight=2.0)

    x = Trace("1", "x", "trace of source spikes", tau="tau_plus", side="pre")
    y = Trace("1", "y", "trace of target spikes", tau="tau_minus", side="post")
    d = Trace("1", "d", "dopamine", tau="tau_d", side="reward")
    e = SynapseState("", "e", "eligibility of the synapse", tau="tau_e")

    @equation
    def d_after_spike(d, dose):
        return d + dose

    @equation
    def e_after_pre(e, y, A_minus, w_max):
        return e - A_minus * w_max * y

    @equation
    def e_after_post(e, x, A_plus, w_max):
        return e + A_plus * w_max * x

    @equation
    def dw_dt(e, d, d_0, tau_w):
        return e * (d + d_0) / tau_w
