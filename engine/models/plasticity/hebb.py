"""Hebb's rule on filtered spikes."""

from engine.model.declaration import (
    Dendritic,
    Interval,
    SharedParameter,
    equation,
    largest_weight,
)
from engine.models.plasticity._rates import RateBased


class Hebb(RateBased):
    """Neurons that fire together wire together: a weight grows with the product of both rates.

    Rates are filtered spikes. Nothing but the largest weight ends the growth.

    Source: Hebb (1949), The Organization of Behavior; Gerstner & Kistler (2002), Biological Cybernetics 87, 404-415,
    10.1007/s00422-002-0353-y.
    """

    title = "Hebb"
    aliases = ("Hebbian", "correlation", "fire together wire together")

    eta = SharedParameter("ms", r"\eta", "rate of learning", default=1.0, at_least=0.0)
    w_max = largest_weight(200.0, per_weight=2.0)
    interval = Interval(default=1.0)
    dendritic_fraction = Dendritic()

    @equation
    def dw_dt(x, y, eta, w_max):
        return eta * w_max * x * y
