"""Oja's rule on filtered spikes."""

from engine.model.declaration import (
    CommonParameter,
    Dendritic,
    Interval,
    PlasticityModel,
    Trace,
    equation,
    weight_parameter,
)


class Oja(PlasticityModel):
    """A weight grows with both rates and shrinks with the square of the target's.

    Weights in units of w_1 become the first principal component of the source's rates; for a target whose rate is the
    weighted sum of them, their squares sum to one.

    Source: Oja (1982), Journal of Mathematical Biology 15, 267-273, 10.1007/BF00275687.
    """

    title = "Oja"
    category = "Rate"
    aliases = ("Hebbian", "principal component", "PCA")

    tau_x = CommonParameter("ms", r"\tau_x", "memory of the rate of the source", default=50.0, above=0.0)
    tau_y = CommonParameter("ms", r"\tau_y", "memory of the rate of the target", default=50.0, above=0.0)
    eta = CommonParameter("ms", r"\eta", "rate of learning", default=5.0, at_least=0.0)
    w_1 = weight_parameter("w_1", "weight that counts as one", 200.0, per_weight=2.0)
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
    def dw_dt(w, x, y, eta, w_1):
        return eta * y * (w_1 * x - w * y)
