"""Spike-timing-dependent plasticity of neighbouring spikes."""

from engine.model.declaration import CommonParameter, Dendritic, equation, largest_weight
from engine.models.plasticity._pairs import Paired


class NearestPairSTDP(Paired):
    """A weight changes by the time between a spike and the last spike of the other side.

    As pair STDP, but each spike is paired with its nearest neighbour before it alone: traces are set to one instead
    of growing by one.

    Source: Morrison, Diesmann & Gerstner (2008), Biological Cybernetics 98, 459-478, 10.1007/s00422-008-0233-1.
    """

    title = "Pair STDP, nearest spikes"
    category = "Spike timing"
    aliases = ("nearest neighbour", "nearest-neighbour STDP", "STDP", "stdp_nn_symm_synapse")

    A_plus = CommonParameter("1", r"A_+", "potentiation of a pair", default=0.01, at_least=0.0)
    A_minus = CommonParameter("1", r"A_-", "depression of a pair", default=0.0105, at_least=0.0)
    w_max = largest_weight(200.0, per_weight=2.0)
    dendritic_fraction = Dendritic()

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
