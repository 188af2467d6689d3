"""The pyramidal cell of Traub and Miles, as networks of conductances use it."""

from engine.model.declaration import Input, NeuronModel, Parameter, State, equation
from engine.model.functions import exp, exprel, ms, mV


class TraubMiles(NeuronModel):
    """A hippocampal pyramidal cell of one compartment with fast sodium and potassium channels.

    Source: Traub & Miles (1991), Neuronal Networks of the Hippocampus, 10.1017/CBO9780511895401, in the form of
    Brette et al. (2007), 10.1007/s10827-007-0038-6, benchmark 3: 20,000 square micrometres, channels shifted
    to a threshold of -63 mV. Advanced by Runge-Kutta of order 4 in thirds of a step, exponential Euler there.
    """

    title = "Traub-Miles"
    category = "Conductance-based"
    aliases = ("hh_cond_exp_traub", "HH_cond_exp", "COBAHH", "pyramidal cell", "ion channels")
    upward_crossing = True
    method = "rk4_in_thirds"

    C_m = Parameter("pF", "C_m", "membrane capacitance", default=200.0, above=0.0)
    g_Na = Parameter("nS", "g_{Na}", "sodium conductance", default=20000.0, at_least=0.0)
    g_K = Parameter("nS", "g_K", "potassium conductance", default=6000.0, at_least=0.0)
    g_L = Parameter("nS", "g_L", "leak conductance", default=10.0, at_least=0.0)
    E_Na = Parameter("mV", "E_{Na}", "sodium reversal", default=50.0)
    E_K = Parameter("mV", "E_K", "potassium reversal", default=-90.0)
    E_L = Parameter("mV", "E_L", "leak reversal", default=-65.0)
    V_T = Parameter("mV", "V_T", "shift of the channels", default=-63.0)
    V_th = Parameter("mV", r"V_{th}", "level of a spike", default=-20.0)

    V = State("mV", "V", "membrane potential", start=-64.76463)
    m = State("1", "m", "sodium activation", start=0.01022727)
    h = State("1", "h", "sodium inactivation", start=0.9974103)
    n = State("1", "n", "potassium activation", start=0.02816697)
    I = Input("pA", "I", "summed synaptic and injected current")

    @equation
    def dV_dt(V, m, h, n, I, C_m, g_Na, g_K, g_L, E_Na, E_K, E_L):
        return (g_Na * m**3 * h * (E_Na - V) + g_K * n**4 * (E_K - V) + g_L * (E_L - V) + I) / C_m

    @equation
    def dm_dt(V, m, V_T):
        u = (V_T + 13 * mV - V) / (4 * mV)
        w = (V - V_T - 40 * mV) / (5 * mV)
        alpha = 1.28 / exprel(u)
        beta = 1.4 / exprel(w)
        return (alpha * (1 - m) - beta * m) / ms

    @equation
    def dh_dt(V, h, V_T):
        alpha = 0.128 * exp((V_T + 17 * mV - V) / (18 * mV))
        beta = 4 / (1 + exp((V_T + 40 * mV - V) / (5 * mV)))
        return (alpha * (1 - h) - beta * h) / ms

    @equation
    def dn_dt(V, n, V_T):
        u = (V_T + 15 * mV - V) / (5 * mV)
        alpha = 0.16 / exprel(u)
        beta = 0.5 * exp((V_T + 10 * mV - V) / (40 * mV))
        return (alpha * (1 - n) - beta * n) / ms

    @equation
    def spike(V, V_th):
        return V >= V_th
