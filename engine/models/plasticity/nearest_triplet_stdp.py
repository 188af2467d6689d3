"""Spike-timing-dependent plasticity of triplets of neighbouring spikes."""

from engine.model.declaration import SharedParameter, equation
from engine.models.plasticity.triplet_stdp import TripletSTDP


class NearestTripletSTDP(TripletSTDP):
    """Pairs and triplets of neighbouring spikes change a weight.

    As triplet STDP, but traces are set to one at a spike instead of growing by one. Values of the full rule for the
    visual cortex.

    Source: Pfister & Gerstner (2006), Journal of Neuroscience 26, 9673-9682, 10.1523/JNEUROSCI.1425-06.2006.
    """

    title = "Triplet STDP, nearest spikes"
    aliases = ("triplet", "nearest neighbour", "Pfister", "STDP", "stdp_triplet_nn_synapse")

    tau_x = SharedParameter("ms", r"\tau_x", "slow memory of source spikes", default=714.0, above=0.0)
    tau_y = SharedParameter("ms", r"\tau_y", "slow memory of target spikes", default=40.0, above=0.0)
    A2_plus = SharedParameter("1", r"A_2^+", "potentiation of a pair", default=8.8e-11, at_least=0.0)
    A3_plus = SharedParameter("1", r"A_3^+", "potentiation of a triplet", default=5.3e-2, at_least=0.0)
    A2_minus = SharedParameter("1", r"A_2^-", "depression of a pair", default=6.6e-3, at_least=0.0)
    A3_minus = SharedParameter("1", r"A_3^-", "depression of a triplet", default=3.1e-3, at_least=0.0)

    @equation
    def r1_after_spike():
        return 1.0

    @equation
    def r2_after_spike():
        return 1.0

    @equation
    def o1_after_spike():
        return 1.0

    @equation
    def o2_after_spike():
        return 1.0
