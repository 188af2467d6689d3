"""The adaptive exponential integrate-and-fire neuron."""

from engine.model.declaration import Input, NeuronModel, Parameter, Refractory, Reset, State, equation
from engine.model.functions import exp


class AdaptiveExponentialIntegrateAndFire(NeuronModel):
    """An exponential spike with one adaptation current: few parameters, many firing patterns.

    The upstroke takes less than a step, so a step is made in parts: a spike is stamped with the whole step in which it
    falls, but its reset acts within that step, as in NEST.

    Source: Brette & Gerstner (2005), Adaptive exponential integrate-and-fire model as an effective description of
    neuronal activity, Journal of Neurophysiology 94, 3637-3642, 10.1152/jn.00686.2005.
    """

    title = "Adaptive exponential integrate-and-fire"
    category = "Integrate-and-fire"
    aliases = (
        "AdEx",
        "aEIF",
        "aeif_cond_exp",
        "aeif_psc_exp",
        "EIF_cond_exp_isfa_ista",
        "aeif_cond_alpha",
        "aeif_psc_alpha",
        "aeif_psc_delta",
        "EIF_cond_alpha_isfa_ista",
    )
    reset = Reset.MAP

    C_m = Parameter("pF", "C_m", "membrane capacitance", default=281.0, above=0.0)
    g_L = Parameter("nS", "g_L", "leak conductance", default=30.0, above=0.0)
    E_L = Parameter("mV", "E_L", "leak reversal potential", default=-70.6)
    V_T = Parameter("mV", "V_T", "potential at which the spike begins", default=-50.4)
    Delta_T = Parameter("mV", r"\Delta_T", "sharpness of the spike's beginning", default=2.0, above=0.0)
    a = Parameter("nS", "a", "adaptation to the potential", default=4.0)
    tau_w = Parameter("ms", r"\tau_w", "adaptation time constant", default=144.0, above=0.0)
    b = Parameter("pA", "b", "adaptation to each spike", default=80.5)
    V_peak = Parameter("mV", r"V_{peak}", "potential that counts as a spike", default=0.0)
    V_reset = Parameter("mV", r"V_{reset}", "reset potential", default=-60.0)
    t_ref = Refractory("ms", r"t_{ref}", "refractory time", default=0.0, at_least=0.0)

    V = State("mV", "V", "membrane potential", start="E_L", at_most="V_peak", per_part=0.2)
    w = State("pA", "w", "adaptation current")
    I = Input("pA", "I", "summed input current")

    @equation
    def dV_dt(V, w, I, C_m, g_L, E_L, V_T, Delta_T):
        return (-g_L * (V - E_L) + g_L * Delta_T * exp((V - V_T) / Delta_T) - w + I) / C_m

    @equation
    def dw_dt(V, w, a, E_L, tau_w):
        return (a * (V - E_L) - w) / tau_w

    @equation
    def spike(V, V_peak):
        return V >= V_peak

    @equation
    def V_after_spike(V_reset):
        return V_reset

    @equation
    def w_after_spike(w, b):
        return w + b
