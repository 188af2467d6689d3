"""The leaky integrate-and-fire neuron."""

from engine.model.declaration import Input, NeuronModel, Parameter, Refractory, Reset, State, equation


class LeakyIntegrateAndFire(NeuronModel):
    """A leaky capacitor that fires at a threshold and is reset.

    Source: Gerstner, Kistler, Naud & Paninski (2014), Neuronal Dynamics, chapter 1,
    10.1017/CBO9781107447615.
    """

    title = "Leaky integrate-and-fire"
    category = "Integrate-and-fire"
    aliases = (
        "LIF",
        "iaf_psc_exp",
        "iaf_psc_delta",
        "iaf_psc_alpha",
        "iaf_cond_exp",
        "iaf_cond_alpha",
        "IF_curr_exp",
        "IF_curr_alpha",
        "IF_cond_exp",
        "IF_cond_alpha",
        "Lapicque",
        "LIFNode",
        "LIFCell",
    )
    reset = Reset.TO_VALUE

    tau_m = Parameter("ms", r"\tau_m", "membrane time constant", default=10.0, above=0.0, trainable=True)
    C_m = Parameter("pF", "C_m", "membrane capacitance", default=250.0, above=0.0)
    E_L = Parameter("mV", "E_L", "resting potential", default=-70.0)
    V_th = Parameter("mV", r"V_{th}", "spike threshold", default=-55.0, trainable=True)
    V_reset = Parameter("mV", r"V_{reset}", "reset potential", default=-70.0)
    t_ref = Refractory("ms", r"t_{ref}", "refractory time", default=2.0, at_least=0.0)

    V = State("mV", "V", "membrane potential", start="E_L")
    I = Input("pA", "I", "summed input current")

    @equation
    def dV_dt(V, I, E_L, tau_m, C_m):
        return (E_L - V) / tau_m + I / C_m

    @equation
    def spike(V, V_th):
        return V >= V_th

    @equation
    def V_after_spike(V_reset):
        return V_reset
