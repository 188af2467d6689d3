"""Models that exercise what the discovered ones do not: RK4, exponential Euler, crossings, jumps of several states."""

from engine.model.declaration import (
    Input,
    NeuronModel,
    Parameter,
    Refractory,
    Reset,
    State,
    StepOrder,
    equation,
)
from engine.model.functions import exp, exprel
from engine.neurons import AdaptiveExponentialIntegrateAndFire


class AdaptiveExponential(AdaptiveExponentialIntegrateAndFire):
    """The discovered one without the parts of a step in which it makes its upstroke: whole steps of RK4."""

    V = State("mV", "V", "membrane potential", start="E_L", at_most="V_peak")


class AdaptiveLeaky(NeuronModel):
    """A linear neuron whose adaptation reads the membrane, also while that is held."""

    reset = Reset.MAP

    tau_m = Parameter("ms", r"\tau_m", "membrane time constant", default=10.0, above=0.0)
    tau_w = Parameter("ms", r"\tau_w", "adaptation time constant", default=50.0, above=0.0)
    a = Parameter("1", "a", "subthreshold adaptation", default=0.3)
    b = Parameter("mV", "b", "spike-triggered adaptation", default=2.0)
    R = Parameter("GOhm", "R", "membrane resistance", default=0.04)
    V_th = Parameter("mV", r"V_{th}", "threshold", default=15.0)
    t_ref = Refractory("ms", r"t_{ref}", "refractory time", default=3.0)
    V = State("mV", "V", "membrane potential")
    w = State("mV", "w", "adaptation")
    current = Input("pA", "I", "summed synaptic and injected current")

    @equation
    def dV_dt(V, w, current, R, tau_m):
        return (-V - w + R * current) / tau_m

    @equation
    def dw_dt(V, w, a, tau_w):
        return (a * V - w) / tau_w

    @equation
    def spike(V, V_th):
        return V >= V_th

    @equation
    def V_after_spike(V):
        return V * 0.1

    @equation
    def w_after_spike(V, w, b):
        return w + b + V * 0.01


class HodgkinHuxley(NeuronModel):
    """Hodgkin & Huxley (1952), shifted to rest at -65 mV; gates by exponential Euler, spikes as crossings."""

    method = "exponential_euler"
    upward_crossing = True

    C_m = Parameter("pF", "C_m", "membrane capacitance", default=100.0, above=0.0)
    g_Na = Parameter("nS", "g_{Na}", "sodium conductance", default=12000.0)
    g_K = Parameter("nS", "g_K", "potassium conductance", default=3600.0)
    g_L = Parameter("nS", "g_L", "leak conductance", default=30.0)
    V_th = Parameter("mV", r"V_{th}", "level that counts as a spike", default=0.0)
    V = State("mV", "V", "membrane potential", start=-65.0)
    m = State("1", "m", "sodium activation", start=0.0529)
    h = State("1", "h", "sodium inactivation", start=0.5961)
    n = State("1", "n", "potassium activation", start=0.3177)
    current = Input("pA", "I", "summed synaptic and injected current")

    @equation
    def dV_dt(V, m, h, n, current, C_m, g_Na, g_K, g_L):
        return (g_Na * m**3 * h * (50 - V) + g_K * n**4 * (-77 - V) + g_L * (-54.387 - V) + current) / C_m

    @equation
    def dm_dt(V, m):
        alpha, beta = 1.0 / exprel(-(V + 40) / 10), 4 * exp(-(V + 65) / 18)
        return alpha * (1 - m) - beta * m

    @equation
    def dh_dt(V, h):
        alpha, beta = 0.07 * exp(-(V + 65) / 20), 1 / (1 + exp(-(V + 35) / 10))
        return alpha * (1 - h) - beta * h

    @equation
    def dn_dt(V, n):
        alpha, beta = 0.1 / exprel(-(V + 55) / 10), 0.125 * exp(-(V + 65) / 80)
        return alpha * (1 - n) - beta * n

    @equation
    def spike(V, V_th):
        return V >= V_th


class SynapseFirstLeaky(NeuronModel):
    """A map that sees the current of the same step, as NIR's CubaLIF."""

    order = StepOrder.SYNAPSE_FIRST
    reset = Reset.BY_SUBTRACTION

    beta = Parameter("1", r"\beta", "kept per step", default=0.9)
    V_th = Parameter("pA", r"V_{th}", "threshold", default=100.0)
    V = State("pA", "V", "membrane")
    current = Input("pA", "I", "input")

    @equation
    def V_next(V, current, beta):
        return beta * V + current

    @equation
    def spike(V, V_th):
        return V > V_th

    @equation
    def V_after_spike(V, V_th):
        return V - V_th
