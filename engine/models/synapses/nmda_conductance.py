"""The slow conductance that magnesium blocks at rest."""

from engine.model.declaration import Parameter, State, SynapseModel, Weight, equation
from engine.model.functions import exp, exprel, log


class NMDAConductance(SynapseModel):
    """A slow excitatory conductance that magnesium blocks until the membrane is depolarised.

    Source: Jahr & Stevens (1990), 10.1523/JNEUROSCI.10-09-03178.1990, for the block: 0.062 per mV
    and 3.57 mM. The weight is the peak of the conductance without magnesium.
    """

    title = "NMDA conductance"
    category = "Conductance"
    aliases = ("NMDA", "magnesium block", "glutamate", "Jahr-Stevens", "voltage-dependent conductance")
    weight = Weight("nS", default=0.5, at_least=0.0)

    tau_rise = Parameter("ms", r"\tau_r", "rise of the conductance", default=2.0, above=0.0)
    tau_decay = Parameter("ms", r"\tau_d", "decay of the conductance", default=100.0, above=0.0)
    E_rev = Parameter("mV", r"E_{rev}", "reversal potential", default=0.0)
    Mg = Parameter("mM", r"[\mathrm{Mg}^{2+}]", "magnesium outside the cell", default=1.0, at_least=0.0)
    K_Mg = Parameter("mM", r"K_{\mathrm{Mg}}", "magnesium that blocks half at 0 mV", default=3.57, above=0.0)
    a = Parameter("1/mV", "a", "steepness of the block", default=0.062, above=0.0)
    g = State("nS", "g", "conductance without magnesium")
    x = State("nS/ms", "x", "rise of the conductance")

    @equation
    def dg_dt(g, x, tau_decay):
        return x - g / tau_decay

    @equation
    def dx_dt(x, tau_rise):
        return -x / tau_rise

    @equation
    def current(g, V, E_rev, Mg, K_Mg, a):
        return g * (E_rev - V) / (1 + exp(-a * V) * Mg / K_Mg)

    @equation
    def x_after_arrival(x, weight, tau_rise, tau_decay):
        r = log(tau_rise / tau_decay)
        return x + weight / tau_decay * exp(1 / exprel(r))
