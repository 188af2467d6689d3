"""Spike-timing-dependent plasticity whose steps depend on the weight."""

from engine.model.declaration import Dendritic, SharedParameter, equation, largest_weight
from engine.model.functions import exp, log, maximum, where
from engine.models.plasticity._pairs import Paired


class WeightDependentSTDP(Paired):
    """A weight grows the less the larger it is, and shrinks the more: from additive to multiplicative.

    Powers of zero make the steps independent of the weight (additive: weights part into weak and strong), powers of one
    proportional to what is left (multiplicative: weights gather around one value).

    Source: Gütig, Aharonov, Rotter & Sompolinsky (2003), Journal of Neuroscience 23, 3697-3714,
    10.1523/JNEUROSCI.23-09-03697.2003; multiplicative: Rubin, Lee & Sompolinsky (2001), 10.1103/PhysRevLett.86.364.
    """

    title = "STDP with weight dependence"
    category = "Spike timing"
    aliases = (
        "multiplicative STDP",
        "Guetig",
        "Gütig",
        "Rubin",
        "stdp_synapse",
        "STDP",
        "MultiplicativeWeightDependence",
        "GutigWeightDependence",
    )

    lambda_ = SharedParameter("1", r"\lambda", "size of a step", default=0.01, at_least=0.0)
    alpha = SharedParameter("1", r"\alpha", "depression over potentiation", default=1.05, at_least=0.0)
    mu_plus = SharedParameter("1", r"\mu_+", "power of potentiation", default=1.0, at_least=0.0)
    mu_minus = SharedParameter("1", r"\mu_-", "power of depression", default=1.0, at_least=0.0)
    w_max = largest_weight(200.0, per_weight=2.0)
    dendritic_fraction = Dendritic()

    @equation
    def weight_after_pre(w, y, lambda_, alpha, mu_minus, w_max):
        share = w / w_max
        power = where(share > 0, exp(mu_minus * log(maximum(share, 1e-30))), 0)
        return w - lambda_ * alpha * w_max * power * y

    @equation
    def weight_after_post(w, x, lambda_, mu_plus, w_max):
        left = (w_max - w) / w_max
        power = where(left > 0, exp(mu_plus * log(maximum(left, 1e-30))), 0)
        return w + lambda_ * w_max * power * x
