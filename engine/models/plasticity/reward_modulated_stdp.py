"""Spike timing that is learnt when dopamine follows."""

from engine.model.declaration import (
    SharedParameter,
    Trace,
    equation,
    largest_weight,
)
from engine.models.plasticity._pairs import Rewarded


class RewardModulatedSTDP(Rewarded):
    """Pairs of spikes leave a trace of eligibility, which dopamine turns into a change of the weight.

    Every spike of the chosen element releases dopamine. The eligibility outlives the pair by seconds, so that a reward
    may come late.

    Source: Izhikevich (2007), Cerebral Cortex 17, 2443-2452, 10.1093/cercor/bhl152.
    """

    title = "Reward-modulated STDP"
    aliases = (
        "R-STDP",
        "dopamine",
        "reinforcement",
        "eligibility trace",
        "three-factor",
        "stdp_dopamine_synapse",
    )

    tau_d = SharedParameter("ms", r"\tau_d", "memory of the dopamine", default=200.0, above=0.0)
    dose = SharedParameter("1", r"\Delta d", "dopamine of one spike", default=0.5)
    d_0 = SharedParameter("1", r"d_0", "dopamine without a reward", default=0.002)
    tau_w = SharedParameter("ms", r"\tau_w", "time of learning at a dopamine of 1", default=10.0, above=0.0)
    w_max = largest_weight(200.0, per_weight=2.0)

    d = Trace("1", "d", "dopamine", tau="tau_d", side="reward")

    @equation
    def d_after_spike(d, dose):
        return d + dose

    @equation
    def dw_dt(e, d, d_0, tau_w):
        return e * (d + d_0) / tau_w
