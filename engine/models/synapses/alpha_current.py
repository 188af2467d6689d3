"""The current that rises and decays with one time constant."""

from engine.model.declaration import Parameter, State, SynapseModel, Weight, equation
from engine.model.functions import exp


class AlphaCurrent(SynapseModel):
    """A spike starts a current that rises to its weight within one time constant and then decays.

    Source: Rall (1967), Journal of Neurophysiology 30, 1138-1168, 10.1152/jn.1967.30.5.1138; NEST's iaf_psc_alpha.
    The current of one spike is w (t / tau) exp(1 - t / tau), so that its peak is the weight.
    """

    title = "Alpha current"
    category = "Current"
    aliases = ("alpha PSC", "alpha function", "iaf_psc_alpha", "IF_curr_alpha")
    weight = Weight("pA", default=100.0)

    tau_syn = Parameter("ms", r"\tau_s", "time to the peak of the current", default=2.0, above=0.0)
    I_syn = State("pA", "I_s", "synaptic current")
    x = State("pA/ms", "x", "rise of the current")

    @equation
    def dI_syn_dt(I_syn, x, tau_syn):
        return x - I_syn / tau_syn

    @equation
    def dx_dt(x, tau_syn):
        return -x / tau_syn

    @equation
    def current(I_syn):
        return I_syn

    @equation
    def x_after_arrival(x, weight, tau_syn):
        return x + weight * exp(1) / tau_syn
