"""Common parts of rules that learn from pairs of spikes, at once or when a reward comes."""

from engine.model.declaration import (
    Dendritic,
    PlasticityModel,
    SharedParameter,
    SpikeSource,
    SynapseState,
    Trace,
    equation,
)


class Paired(PlasticityModel, abstract=True):
    """Every spike of a side is paired with all that the other side has fired before it."""

    tau_plus = SharedParameter("ms", r"\tau_+", "memory of source spikes", default=20.0, above=0.0)
    tau_minus = SharedParameter("ms", r"\tau_-", "memory of target spikes", default=20.0, above=0.0)

    x = Trace("1", "x", "trace of source spikes", tau="tau_plus", side="pre")
    y = Trace("1", "y", "trace of target spikes", tau="tau_minus", side="post")


class Rewarded(Paired, abstract=True):
    """Pairs leave a trace of eligibility; a chosen element says when it becomes a weight."""

    category = "Reward"
    dendritic_fraction = Dendritic()

    reward = SpikeSource("source of the reward")

    A_plus = SharedParameter("1", r"A_+", "eligibility of a pair", default=0.025, at_least=0.0)
    A_minus = SharedParameter("1", r"A_-", "loss of eligibility of a pair", default=0.0375, at_least=0.0)
    tau_e = SharedParameter("ms", r"\tau_e", "memory of the eligibility", default=1000.0, above=0.0)

    e = SynapseState("", "e", "eligibility of the synapse", tau="tau_e")

    @equation
    def e_after_pre(e, y, A_minus, w_max):
        return e - A_minus * w_max * y

    @equation
    def e_after_post(e, x, A_plus, w_max):
        return e + A_plus * w_max * x
