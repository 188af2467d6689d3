"""Spike-timing-dependent plasticity of all pairs of spikes."""

from typing import ClassVar

from engine.model.declaration import Dendritic, SharedParameter, equation, largest_weight
from engine.models.plasticity._pairs import Paired


class PairSTDP(Paired):
    """A weight grows when its source fires before its target, and shrinks when it fires after.

    Additive, all pairs. On one step the traces decay, the weights use them, then the traces step, so that
    a coincident pair has no effect. A pair moves a weight by a share (A_plus, A_minus) of the largest weight;
    weights stay between zero and that.

    Source: Song, Miller & Abbott (2000), Nature Neuroscience 3, 919-926, 10.1038/78829.
    """

    title = "Pair STDP"
    category = "Spike timing"
    aliases: ClassVar[tuple[str, ...]] = (
        "STDP",
        "Hebbian",
        "spike-timing-dependent plasticity",
        "additive",
        "stdp_synapse",
        "SpikePairRule",
        "AdditiveWeightDependence",
        "STDPMechanism",
        "PostPre",
    )

    A_plus = SharedParameter("1", "A_+", "potentiation of a pair", default=0.005, at_least=0.0)
    A_minus = SharedParameter("1", "A_-", "depression of a pair", default=0.00525, at_least=0.0)
    w_max = largest_weight(200.0, per_weight=2.0)
    dendritic_fraction = Dendritic()

    @equation
    def weight_after_pre(w, y, A_minus, w_max):
        return w - A_minus * w_max * y

    @equation
    def weight_after_post(w, x, A_plus, w_max):
        return w + A_plus * w_max * x
