"""The conductance that rises and decays with one time constant."""

from engine.model.declaration import Parameter, State, SynapseModel, Weight, equation
from engine.model.functions import exp


class AlphaConductance(SynapseModel):
    """A spike opens a conductance that rises to its weight within one time constant and then decays.

    Source: Rall (1967), Journal of Neurophysiology 30, 1138-1168, 10.1152/jn.1967.30.5.1138; NEST's iaf_cond_alpha.
    The conductance of one spike is w (t / tau) exp(1 - t / tau), so that its peak is the weight.
    """

    title = "Alpha conductance"
    category = "Conductance"
    aliases = ("alpha function", "iaf_cond_alpha", "IF_cond_alpha", "aeif_cond_alpha")
    weight = Weight("nS", default=2.0, at_least=0.0)

    tau_syn = Parameter("ms", r"\tau_s", "time to the peak of the conductance", default=2.0, above=0.0)
    E_rev = Parameter("mV", r"E_{rev}", "reversal potential", default=0.0, inhibitory=-80.0)
    g = State("nS", "g", "conductance")
    x = State("nS/ms", "x", "rise of the conductance")

    @equation
    def dg_dt(g, x, tau_syn):
        return x - g / tau_syn

    @equation
    def dx_dt(x, tau_syn):
        return -x / tau_syn

    @equation
    def current(g, V, E_rev):
        return g * (E_rev - V)

    @equation
    def x_after_arrival(x, weight, tau_syn):
        return x + weight * exp(1) / tau_syn
