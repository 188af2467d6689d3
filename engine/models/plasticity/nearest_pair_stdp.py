"""Spike-timing-dependent plasticity of neighbouring spikes."""

from engine.model.declaration import SharedParameter, equation
from engine.models.plasticity.pair_stdp import PairSTDP


class NearestPairSTDP(PairSTDP):
    """A weight changes by the time between a spike and the last spike of the other side.

    As pair STDP, but each spike is paired with its nearest neighbour before it alone: traces are set to one instead
    of growing by one.

    Source: Morrison, Diesmann & Gerstner (2008), Biological Cybernetics 98, 459-478, 10.1007/s00422-008-0233-1.
    """

    title = "Pair STDP, nearest spikes"
    aliases = ("nearest neighbour", "nearest-neighbour STDP", "STDP", "stdp_nn_symm_synapse")

    A_plus = SharedParameter("1", r"A_+", "potentiation of a pair", default=0.01, at_least=0.0)
    A_minus = SharedParameter("1", r"A_-", "depression of a pair", default=0.0105, at_least=0.0)

    @equation
    def x_after_spike():
        return 1.0

    @equation
    def y_after_spike():
        return 1.0
