"""The conductance that jumps and decays."""

from engine.model.declaration import Parameter, State, SynapseModel, Weight, equation


class ExponentialConductance(SynapseModel):
    """A spike opens a conductance of its weight that decays exponentially.

    Source: Dayan & Abbott (2001), Theoretical Neuroscience, section 5.8; NEST's iaf_cond_exp.
    """

    title = "Exponential conductance"
    category = "Conductance"
    aliases = ("COBA", "iaf_cond_exp", "aeif_cond_exp", "IF_cond_exp", "AMPA", "GABA", "shunting inhibition")
    weight = Weight("nS", default=2.0, at_least=0.0)

    tau_syn = Parameter("ms", r"\tau_s", "decay of the conductance", default=5.0, above=0.0)
    E_rev = Parameter("mV", r"E_{rev}", "reversal potential", default=0.0, inhibitory=-80.0)
    g = State("nS", "g", "conductance")

    @equation
    def dg_dt(g, tau_syn):
        return -g / tau_syn

    @equation
    def current(g, V, E_rev):
        return g * (E_rev - V)

    @equation
    def g_after_arrival(g, weight):
        return g + weight
