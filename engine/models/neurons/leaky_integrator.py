"""The leaky integrator, a read-out that never fires."""

from engine.model.declaration import Input, NeuronModel, Parameter, State, equation


class LeakyIntegrator(NeuronModel):
    """A leaky capacitor without a threshold: its potential is a smooth read-out.

    Source: Gerstner, Kistler, Naud & Paninski (2014), Neuronal Dynamics, chapter 1,
    10.1017/CBO9781107447615.
    """

    title = "Leaky integrator"
    category = "Read-out"
    aliases = ("LI", "read-out", "low-pass")

    tau_m = Parameter("ms", r"\tau_m", "membrane time constant", default=20.0, above=0.0, trainable=True)
    C_m = Parameter("pF", "C_m", "membrane capacitance", default=250.0, above=0.0)
    E_L = Parameter("mV", "E_L", "resting potential", default=0.0)

    V = State("mV", "V", "membrane potential", start="E_L")
    I = Input("pA", "I", "summed input current")

    @equation
    def dV_dt(V, I, E_L, tau_m, C_m):
        return (E_L - V) / tau_m + I / C_m
