"""Slow scaling of all weights onto a neuron."""

from engine.model.declaration import Interval, PlasticityModel, SharedParameter, Trace, equation, largest_weight
from engine.model.functions import MS_PER_S


class HomeostaticScaling(PlasticityModel):
    """All weights onto a neuron grow while it fires below its rate, and shrink while it fires above.

    Every weight changes by the same share, so that differences that were learnt stay.

    Source: Turrigiano, Leslie, Desai, Rutherford & Nelson (1998), Nature 391, 892-896, 10.1038/36103; van Rossum, Bi &
    Turrigiano (2000), 10.1523/JNEUROSCI.20-23-08812.2000.
    """

    title = "Homeostatic scaling"
    category = "Homeostasis"
    aliases = ("synaptic scaling", "Turrigiano", "homeostasis")

    rho_0 = SharedParameter("Hz", r"\rho_0", "rate of the target", default=10.0, above=0.0)
    tau_y = SharedParameter("ms", r"\tau_y", "memory of the rate", default=1000.0, above=0.0)
    tau_s = SharedParameter("ms", r"\tau_s", "time of the scaling", default=10000.0, above=0.0)
    w_max = largest_weight(1000.0, per_weight=10.0)
    interval = Interval(default=10.0)

    y = Trace("1/ms", "y", "rate of the target", tau="tau_y", side="post")

    @equation
    def y_after_spike(y, tau_y):
        return y + 1 / tau_y

    @equation
    def dw_dt(w, y, rho_0, tau_s):
        return w * (1 - y * MS_PER_S / rho_0) / tau_s
