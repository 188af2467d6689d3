"""The exponential integrate-and-fire neuron."""

from engine.model.declaration import Input, NeuronModel, Parameter, Refractory, Reset, State, equation
from engine.model.functions import exp


class ExponentialIntegrateAndFire(NeuronModel):
    """A leaky membrane whose spike begins by itself, as fast as an exponential.

    Source: Fourcaud-Trocmé, Hansel, van Vreeswijk & Brunel (2003), How spike generation mechanisms determine the
    neuronal response to fluctuating inputs, Journal of Neuroscience 23, 11628-11640,
    10.1523/JNEUROSCI.23-37-11628.2003.
    """

    title = "Exponential integrate-and-fire"
    category = "Integrate-and-fire"
    aliases = ("EIF", "exponential", "EIFNode")
    reset = Reset.TO_VALUE

    C_m = Parameter("pF", "C_m", "membrane capacitance", default=250.0, above=0.0)
    g_L = Parameter("nS", "g_L", "leak conductance", default=25.0, above=0.0)
    E_L = Parameter("mV", "E_L", "leak reversal potential", default=-65.0)
    V_T = Parameter("mV", "V_T", "potential at which the spike begins", default=-59.9)
    Delta_T = Parameter("mV", r"\Delta_T", "sharpness of the spike's beginning", default=3.48, above=0.0)
    V_peak = Parameter("mV", r"V_{peak}", "potential that counts as a spike", default=-30.0)
    V_reset = Parameter("mV", r"V_{reset}", "reset potential", default=-68.0)
    t_ref = Refractory("ms", r"t_{ref}", "refractory time", default=1.7, at_least=0.0)

    V = State("mV", "V", "membrane potential", start="E_L", at_most="V_peak")
    I = Input("pA", "I", "summed input current")

    @equation
    def dV_dt(V, I, C_m, g_L, E_L, V_T, Delta_T):
        return (-g_L * (V - E_L) + g_L * Delta_T * exp((V - V_T) / Delta_T) + I) / C_m

    @equation
    def spike(V, V_peak):
        return V >= V_peak

    @equation
    def V_after_spike(V_reset):
        return V_reset
