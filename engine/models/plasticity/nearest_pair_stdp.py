"""Spike-timing-dependent plasticity of neighbouring spikes."""

from engine.model.declaration import CommonParameter, Dendritic, PlasticityModel, Trace, equation, largest_weight


class NearestPairSTDP(PlasticityModel):
    """A weight changes by the time between a spike and the last spike of the other side.

    As pair STDP, but each spike is paired with its nearest neighbour before it alone: traces are set to one instead
    of growing by one.

    Source: Morrison, Diesmann & Gerstner (2008), Biological Cybernetics 98, 459-478, 10.1007/s00422-008-0233-1.
    """

    title = "Pair STDP, nearest spikes"
    category = "Spike timing"
    aliases = ("nearest neighbour", "nearest-neighbour STDP", "STDP", "stdp_nn_symm_synapse")

    tau_plus = CommonParameter("ms", r"\tau_+", "memory of source spikes", default=20.0, above=0.0)
    tau_minus = CommonParameter("ms", r"\tau_-", "memory of target spikes", default=20.0, above=0.0)
    A_plus = CommonParameter("1", r"A_+", "potentiation of a pair", default=0.01, at_least=0.0)
    A_minus = CommonParameter("1", r"A_-", "depression of a pair", default=0.0105, at_least=0.0)
    w_max = largest_weight(200.0, per_weight=2.0)
    dendritic_fraction = Dendritic()

    x = Trace("1", "x", "trace of source spikes", tau="tau_plus", side="pre")
    y = Trace("1", "y", "trace of target spikes", tau="tau_minus", side="post")

    @equation
    def x_after_spike():
        return 1.0

    @equation
    def y_after_spike():
        return 1.0

    @equation
    def weight_after_pre(w, y, A_minus, w_max):
        return w - A_minus * w_max * y

    @equation
    def weight_after_post(w, x, A_plus, w_max):
        return w + A_plus * w_max * x
