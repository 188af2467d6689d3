"""Spike-timing-dependent plasticity with proportional depression."""

from engine.model.declaration import Dendritic, SharedParameter, equation, largest_weight
from engine.models.plasticity._pairs import Paired


class VanRossumSTDP(Paired):
    """Potentiation adds a constant, depression takes a share of the weight.

    Weak synapses gain relatively more than strong ones, so that weights gather in one bell.

    Source: van Rossum, Bi & Turrigiano (2000), Journal of Neuroscience 20, 8812-8821,
    10.1523/JNEUROSCI.20-23-08812.2000.
    """

    title = "STDP of van Rossum"
    category = "Spike timing"
    aliases = (
        "van Rossum",
        "STDP",
        "proportional depression",
        "stdp_synapse",
        "AdditivePotentiationMultiplicativeDepression",
    )

    c_p = SharedParameter("1", r"c_p", "potentiation of a pair", default=0.005, at_least=0.0)
    c_d = SharedParameter("1", r"c_d", "share that depression takes", default=0.0105, at_least=0.0)
    w_max = largest_weight(200.0, per_weight=2.0)
    dendritic_fraction = Dendritic()

    @equation
    def weight_after_pre(w, y, c_d):
        return w - c_d * w * y

    @equation
    def weight_after_post(w, x, c_p, w_max):
        return w + c_p * w_max * x
