"""The current that jumps and decays."""

from engine.model.declaration import Parameter, State, SynapseModel, Weight, equation


class ExponentialCurrent(SynapseModel):
    """A spike adds its weight to a current that decays exponentially.

    Source: Gerstner, Kistler, Naud & Paninski (2014), Neuronal Dynamics, chapter 3,
    10.1017/CBO9781107447615; NEST's iaf_psc_exp.
    """

    title = "Exponential current"
    category = "Current"
    aliases = ("exponential PSC", "iaf_psc_exp", "CUBA", "IF_curr_exp", "static_synapse")
    weight = Weight("pA", default=100.0)

    tau_syn = Parameter("ms", r"\tau_s", "decay of the current", default=5.0, above=0.0)
    I_syn = State("pA", "I_s", "synaptic current")

    @equation
    def dI_syn_dt(I_syn, tau_syn):
        return -I_syn / tau_syn

    @equation
    def current(I_syn):
        return I_syn

    @equation
    def I_syn_after_arrival(I_syn, weight):
        return I_syn + weight
