"""Spike-timing-dependent plasticity of triplets of spikes."""

from typing import ClassVar

from engine.model.declaration import Dendritic, PlasticityModel, SharedParameter, Trace, equation, largest_weight


class TripletSTDP(PlasticityModel):
    """Pairs and triplets of spikes change a weight, so that high rates potentiate as in experiments.

    All spikes count. The slow traces are read just before the spike that uses them. Values of the full rule for the
    visual cortex.

    Source: Pfister & Gerstner (2006), Journal of Neuroscience 26, 9673-9682, 10.1523/JNEUROSCI.1425-06.2006.
    """

    title = "Triplet STDP"
    category = "Spike timing"
    aliases: ClassVar[tuple[str, ...]] = ("triplet", "Pfister", "STDP", "stdp_triplet_synapse")

    tau_plus = SharedParameter("ms", r"\tau_+", "memory of source spikes", default=16.8, above=0.0)
    tau_x = SharedParameter("ms", r"\tau_x", "slow memory of source spikes", default=101.0, above=0.0)
    tau_minus = SharedParameter("ms", r"\tau_-", "memory of target spikes", default=33.7, above=0.0)
    tau_y = SharedParameter("ms", r"\tau_y", "slow memory of target spikes", default=125.0, above=0.0)
    A2_plus = SharedParameter("1", r"A_2^+", "potentiation of a pair", default=5e-10, at_least=0.0)
    A3_plus = SharedParameter("1", r"A_3^+", "potentiation of a triplet", default=6.2e-3, at_least=0.0)
    A2_minus = SharedParameter("1", r"A_2^-", "depression of a pair", default=7e-3, at_least=0.0)
    A3_minus = SharedParameter("1", r"A_3^-", "depression of a triplet", default=2.3e-4, at_least=0.0)
    w_max = largest_weight(200.0, per_weight=2.0)
    dendritic_fraction = Dendritic()

    r1 = Trace("1", "r_1", "fast trace of source spikes", tau="tau_plus", side="pre")
    r2 = Trace("1", "r_2", "slow trace of source spikes", tau="tau_x", side="pre")
    o1 = Trace("1", "o_1", "fast trace of target spikes", tau="tau_minus", side="post")
    o2 = Trace("1", "o_2", "slow trace of target spikes", tau="tau_y", side="post")

    @equation
    def weight_after_pre(w, o1, r2, A2_minus, A3_minus, w_max):
        return w - w_max * o1 * (A2_minus + A3_minus * r2)

    @equation
    def weight_after_post(w, r1, o2, A2_plus, A3_plus, w_max):
        return w + w_max * r1 * (A2_plus + A3_plus * o2)
