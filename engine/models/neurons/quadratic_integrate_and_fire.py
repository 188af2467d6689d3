"""The quadratic integrate-and-fire neuron."""

from engine.model.declaration import Input, NeuronModel, Parameter, Refractory, Reset, State, equation


class QuadraticIntegrateAndFire(NeuronModel):
    """A membrane whose slope is a parabola: below it rests, above it runs away to a spike.

    Source: Latham, Richmond, Nelson & Nirenberg (2000), Intrinsic dynamics in neuronal networks, Journal of
    Neurophysiology 83, 808-827, 10.1152/jn.2000.83.2.808; Gerstner, Kistler, Naud & Paninski (2014), section 5.3.
    """

    title = "Quadratic integrate-and-fire"
    category = "Integrate-and-fire"
    aliases = ("QIF", "quadratic", "theta neuron", "Ermentrout-Kopell", "QIFNode")
    reset = Reset.TO_VALUE

    C_m = Parameter("pF", "C_m", "membrane capacitance", default=250.0, above=0.0)
    k = Parameter("nS/mV", "k", "steepness of the parabola", default=1.0, above=0.0)
    V_rest = Parameter("mV", r"V_{rest}", "resting potential", default=-70.0)
    V_c = Parameter("mV", "V_c", "potential above which it runs away", default=-50.0)
    V_peak = Parameter("mV", r"V_{peak}", "potential that counts as a spike", default=0.0)
    V_reset = Parameter("mV", r"V_{reset}", "reset potential", default=-65.0)
    t_ref = Refractory("ms", r"t_{ref}", "refractory time", default=2.0, at_least=0.0)

    V = State("mV", "V", "membrane potential", start="V_rest", at_most="V_peak")
    I = Input("pA", "I", "summed input current")

    @equation
    def dV_dt(V, I, C_m, k, V_rest, V_c):
        return (k * (V - V_rest) * (V - V_c) + I) / C_m

    @equation
    def spike(V, V_peak):
        return V >= V_peak

    @equation
    def V_after_spike(V_reset):
        return V_reset
