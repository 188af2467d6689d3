"""A neuron that rings, and fires where inputs come in its rhythm."""

from spikeloom.model.declaration import Input, NeuronModel, Parameter, Reset, State, equation
from spikeloom.model.functions import MS_PER_S, PI


class ResonateAndFire(NeuronModel):
    """Two variables that turn around rest and fade: the neuron fires where an input finds them on their way up.

    Source: Izhikevich (2001), Neural Networks 14, 883-894, 10.1016/S0893-6080(01)00078-8.
    """

    title = "Resonate-and-fire"
    category = "Integrate-and-fire"
    aliases = ("resonator", "subthreshold oscillation")
    reset = Reset.MAP

    tau = Parameter("ms", r"\tau", "time in which oscillations fade", default=10.0, above=0.0)
    f = Parameter("Hz", "f", "frequency of oscillations", default=40.0, at_least=0.0)
    C_m = Parameter("pF", "C_m", "membrane capacitance", default=250.0, above=0.0)
    V_th = Parameter("mV", r"V_{th}", "spike threshold", default=1.0)
    V = State("mV", "V", "membrane potential from rest")
    W = State("mV", "W", "potential that follows the input")
    I = Input("pA", "I", "summed input current")

    @equation
    def dW_dt(V, W, I, tau, f, C_m):
        return -W / tau - 2 * PI * f / MS_PER_S * V + I / C_m

    @equation
    def dV_dt(V, W, tau, f):
        return -V / tau + 2 * PI * f / MS_PER_S * W

    @equation
    def spike(V, V_th):
        return V_th <= V

    @equation
    def V_after_spike(V_th):
        return V_th

    @equation
    def W_after_spike():
        return 0.0
