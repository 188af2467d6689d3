"""The perfect integrator with a threshold."""

from engine.model.declaration import Input, NeuronModel, Parameter, Refractory, Reset, State, equation


class IntegrateAndFire(NeuronModel):
    """A capacitor without a leak: it sums its input until it fires and is reset.

    Source: Lapicque (1907), as in Gerstner, Kistler, Naud & Paninski (2014), Neuronal Dynamics, chapter 1,
    10.1017/CBO9781107447615, in the limit of an infinite membrane time constant.
    """

    title = "Integrate-and-fire"
    category = "Integrate-and-fire"
    aliases = ("IF", "perfect integrator", "non-leaky", "IFNode")
    reset = Reset.TO_VALUE

    C_m = Parameter("pF", "C_m", "membrane capacitance", default=250.0, above=0.0)
    V_th = Parameter("mV", r"V_{th}", "spike threshold", default=-55.0, trainable=True)
    V_reset = Parameter("mV", r"V_{reset}", "reset potential", default=-70.0)
    t_ref = Refractory("ms", r"t_{ref}", "refractory time", default=2.0, at_least=0.0)

    V = State("mV", "V", "membrane potential", start="V_reset")
    I = Input("pA", "I", "summed input current")

    @equation
    def dV_dt(I, C_m):
        return I / C_m

    @equation
    def spike(V, V_th):
        return V >= V_th

    @equation
    def V_after_spike(V_reset):
        return V_reset
