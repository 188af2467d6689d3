"""Spike-timing-dependent plasticity with a power law of potentiation."""

from engine.model.declaration import Dendritic, SharedParameter, equation, weight_parameter
from engine.model.functions import exp, log, maximum
from engine.models.plasticity._pairs import Paired


class PowerLawSTDP(Paired):
    """Potentiation grows as a power of the weight, depression in proportion to it.

    Fitted to the data of Bi and Poo; weights need no upper bound and settle around a value far from both ends.

    Source: Morrison, Aertsen & Diesmann (2007), Neural Computation 19, 1437-1467, 10.1162/neco.2007.19.6.1437.
    """

    title = "Power-law STDP"
    category = "Spike timing"
    aliases = ("Morrison", "power law", "STDP", "stdp_pl_synapse_hom")

    lambda_ = SharedParameter("1", r"\lambda", "size of potentiation", default=0.1, at_least=0.0)
    alpha = SharedParameter("1", r"\alpha", "depression over potentiation", default=0.11, at_least=0.0)
    mu = SharedParameter("1", r"\mu", "power of potentiation", default=0.4, at_least=0.0)
    w_0 = weight_parameter("w_0", "weight that counts as one", 1.0, per_weight=0.01)
    dendritic_fraction = Dendritic()

    @equation
    def weight_after_pre(w, y, lambda_, alpha):
        return w - lambda_ * alpha * w * y

    @equation
    def weight_after_post(w, x, lambda_, mu, w_0):
        return w + lambda_ * w_0 * exp(mu * log(maximum(w / w_0, 1e-30))) * x
