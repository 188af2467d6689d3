"""The rule of Bienenstock, Cooper and Munro on filtered spikes."""

from engine.model.declaration import (
    Dendritic,
    Interval,
    SharedParameter,
    Trace,
    equation,
    largest_weight,
)
from engine.model.functions import MS_PER_S
from engine.models.plasticity._rates import RateBased


class BCM(RateBased):
    """Rates of the target above a threshold potentiate, rates below depress; the threshold follows the rate.

    As the threshold grows with the square of the rate, a neuron comes to prefer some of its inputs.

    Source: Bienenstock, Cooper & Munro (1982), Journal of Neuroscience 2, 32-48, 10.1523/JNEUROSCI.02-01-00032.1982.
    """

    title = "BCM"
    aliases = ("Bienenstock", "Cooper", "Munro", "sliding threshold", "selectivity")

    tau_theta = SharedParameter("ms", r"\tau_\theta", "memory of the threshold", default=2000.0, above=0.0)
    rho_0 = SharedParameter("Hz", r"\rho_0", "rate at which threshold and rate agree", default=10.0, above=0.0)
    eta = SharedParameter("ms", r"\eta", "rate of learning", default=2.0, at_least=0.0)
    w_max = largest_weight(200.0, per_weight=2.0)
    interval = Interval(default=1.0)
    dendritic_fraction = Dendritic()

    theta = Trace("1/ms", r"\theta", "sliding threshold", tau="tau_theta", side="post")

    @equation
    def theta_toward(y, rho_0):
        return y * y * MS_PER_S / rho_0

    @equation
    def dw_dt(x, y, theta, eta, rho_0, w_max):
        return eta * w_max * x * y * (y - theta) * MS_PER_S / rho_0
