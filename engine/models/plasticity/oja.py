"""Oja's rule on filtered spikes."""

from engine.model.declaration import (
    Dendritic,
    Interval,
    SharedParameter,
    equation,
    weight_parameter,
)
from engine.models.plasticity._rates import RateBased


class Oja(RateBased):
    """A weight grows with both rates and shrinks with the square of the target's.

    Weights in units of w_1 become the first principal component of the source's rates; for a target whose rate is the
    weighted sum of them, their squares sum to one.

    Source: Oja (1982), Journal of Mathematical Biology 15, 267-273, 10.1007/BF00275687.
    """

    title = "Oja"
    aliases = ("Hebbian", "principal component", "PCA")

    eta = SharedParameter("ms", r"\eta", "rate of learning", default=5.0, at_least=0.0)
    w_1 = weight_parameter("w_1", "weight that counts as one", 200.0, per_weight=2.0)
    interval = Interval(default=1.0)
    dendritic_fraction = Dendritic()

    @equation
    def dw_dt(w, x, y, eta, w_1):
        return eta * y * (w_1 * x - w * y)
