"""The slow conductance that magnesium blocks at rest."""

from engine.model.declaration import Parameter, State, SynapseModel, Weight, equation
from engine.model.functions import exp, exprel, log


class NMDAConductance(SynapseModel):
    """A slow excitatory conductance that magnesium blocks until the membrane is depolarised.

    Source: Jahr & Stevens (1990), 10.1523/JNEUROSCI.10-09-03178.1990, for the block: 0.062 per mV,
    a width of 16.129 mV, and 3.57 mM. The weight is the peak of the conductance without magnesium.
    """

    title = "NMDA conductance"
    category = "Conductance"
    aliases = ("NMDA", "magnesium block", "glutamate", "Jahr-Stevens", "voltage-dependent conductance")
    weight = Weight("nS", default=0.5, at_least=0.0)

    tau_rise = Parameter("ms", r"\tau_r", "rise of the conductance", default=2.0, above=0.0)
    tau_decay = Parameter("ms", r"\tau_d", "decay of the conductance", default=100.0, above=0.0)
    E_rev = Parameter("mV", r"E_{rev}", "reversal potential", default=0.0)
    Mg = Parameter("mM", r"\mathrm{Mg}", "magnesium outside", default=1.0, at_least=0.0)
    K_Mg = Parameter("mM", r"K_{\mathrm{Mg}}", "half block at 0 mV", default=3.57, above=0.0)
    V_B = Parameter("mV", "V_B", "width of the block", default=16.129, above=0.0)
    g = State("nS", "g", "conductance without magnesium")
    x = State("nS/ms", "x", "rise of the conductance")

    @equation
    def dg_dt(g, x, tau_decay):
        return x - g / tau_decay

    @equation
    def dx_dt(x, tau_rise):
        return -x / tau_rise

    @equation
    def current(g, V, E_rev, Mg, K_Mg, V_B):
        return g * (E_rev - V) / (1 + exp(-V / V_B) * Mg / K_Mg)

    @equation
    def x_after_arrival(x, weight, tau_rise, tau_decay):
        r = log(tau_rise / tau_decay)
        return x + weight / tau_decay * exp(1 / exprel(r))
