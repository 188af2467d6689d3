"""The conductance that rises with one time constant and decays with another."""

from engine.model.declaration import Parameter, State, SynapseModel, Weight, equation
from engine.model.functions import exp, exprel, log


class DoubleExponentialConductance(SynapseModel):
    """A spike opens a conductance that rises fast to its weight and decays slowly.

    Source: Roth & van Rossum (2009), Modeling synapses, in De Schutter (ed.), Computational Modeling Methods for
    Neuroscientists, chapter 6, 10.7551/mitpress/9780262013277.003.0007. The conductance of one spike is
    w (exp(-t / tau_d) - exp(-t / tau_r)) over its peak, so that its peak is the weight; equal time constants
    give the alpha conductance.
    """

    title = "Double-exponential conductance"
    category = "Conductance"
    aliases = (
        "biexponential conductance",
        "difference of exponentials",
        "iaf_cond_beta",
    )
    weight = Weight("nS", default=2.0, at_least=0.0)

    tau_rise = Parameter("ms", r"\tau_r", "rise of the conductance", default=0.5, above=0.0)
    tau_decay = Parameter("ms", r"\tau_d", "decay of the conductance", default=5.0, above=0.0)
    E_rev = Parameter("mV", r"E_{rev}", "reversal potential", default=0.0, inhibitory=-80.0)
    g = State("nS", "g", "conductance")
    x = State("nS/ms", "x", "rise of the conductance")

    @equation
    def dg_dt(g, x, tau_decay):
        return x - g / tau_decay

    @equation
    def dx_dt(x, tau_rise):
        return -x / tau_rise

    @equation
    def current(g, V, E_rev):
        return g * (E_rev - V)

    @equation
    def x_after_arrival(x, weight, tau_rise, tau_decay):
        r = log(tau_rise / tau_decay)
        return x + weight / tau_decay * exp(1 / exprel(r))
