"""Hebb's rule on filtered spikes."""

from engine.model.declaration import (
    CommonParameter,
    Dendritic,
    Interval,
    PlasticityModel,
    Trace,
    equation,
    largest_weight,
)


class Hebb(PlasticityModel):
    """Neurons that fire together wire together: a weight grows with the product of both rates.

    Rates are filtered spikes. Nothing but the largest weight ends the growth.

    Source: Hebb (1949), The Organization of Behavior; Gerstner & Kistler (2002), Biological Cybernetics 87, 404-415,
    10.1007/s00422-002-0353-y.
    """

    title = "Hebb"
    category = "Rate"
    aliases = ("Hebbian", "correlation", "fire together wire together")

    tau_x = CommonParameter("ms", r"\tau_x", "memory of the rate of the source", default=50.0, above=0.0)
    tau_y = CommonParameter("ms", r"\tau_y", "memory of the rate of the target", default=50.0, above=0.0)
    eta = CommonParameter("ms", r"\eta", "rate of learning", default=1.0, at_least=0.0)
    w_max = largest_weight(200.0, per_weight=2.0)
    interval = Interval(default=1.0)
    dendritic_fraction = Dendritic()

    x = Trace("1/ms", "x", "rate of the source", tau="tau_x", side="pre")
    y = Trace("1/ms", "y", "rate of the target", tau="tau_y", side="post")

    @equation
    def x_after_spike(x, tau_x):
        return x + 1 / tau_x

    @equation
    def y_after_spike(y, tau_y):
        return y + 1 / tau_y

    @equation
    def dw_dt(x, y, eta, w_max):
        return eta * w_max * x * y
