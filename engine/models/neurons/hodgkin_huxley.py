"""The squid's giant axon."""

from engine.model.declaration import Input, NeuronModel, Parameter, State, equation
from engine.model.functions import exp, exprel, ms, mV


class HodgkinHuxley(NeuronModel):
    """Sodium and potassium channels of the squid's giant axon make every spike from the membrane's own currents.

    Source: Hodgkin & Huxley (1952), 10.1113/jphysiol.1952.sp004764, in today's sign and with rest at -65 mV as in
    Dayan & Abbott (2001), Theoretical Neuroscience, section 5.6; 10,000 square micrometres, so that 100 pA are
    1 microampere per square centimetre.
    """

    title = "Hodgkin-Huxley"
    category = "Conductance-based"
    aliases = ("HH", "squid axon", "hh_psc_alpha", "ion channels")
    upward_crossing = True
    method = "rk4_in_thirds"

    C_m = Parameter("pF", "C_m", "membrane capacitance", default=100.0, above=0.0)
    g_Na = Parameter("nS", "g_{Na}", "sodium conductance", default=12000.0, at_least=0.0)
    g_K = Parameter("nS", "g_K", "potassium conductance", default=3600.0, at_least=0.0)
    g_L = Parameter("nS", "g_L", "leak conductance", default=30.0, at_least=0.0)
    E_Na = Parameter("mV", "E_{Na}", "sodium reversal", default=50.0)
    E_K = Parameter("mV", "E_K", "potassium reversal", default=-77.0)
    E_L = Parameter("mV", "E_L", "leak reversal", default=-54.387)
    V_th = Parameter("mV", r"V_{th}", "level of a spike", default=0.0)

    V = State("mV", "V", "membrane potential", start=-64.99638)
    m = State("1", "m", "sodium activation", start=0.05295509)
    h = State("1", "h", "sodium inactivation", start=0.5959941)
    n = State("1", "n", "potassium activation", start=0.3177324)
    I = Input("pA", "I", "summed synaptic and injected current")

    @equation
    def dV_dt(V, m, h, n, I, C_m, g_Na, g_K, g_L, E_Na, E_K, E_L):
        return (g_Na * m**3 * h * (E_Na - V) + g_K * n**4 * (E_K - V) + g_L * (E_L - V) + I) / C_m

    @equation
    def dm_dt(V, m):
        u = -(V + 40 * mV) / (10 * mV)
        alpha = 1 / exprel(u)
        beta = 4 * exp(-(V + 65 * mV) / (18 * mV))
        return (alpha * (1 - m) - beta * m) / ms

    @equation
    def dh_dt(V, h):
        alpha = 0.07 * exp(-(V + 65 * mV) / (20 * mV))
        beta = 1 / (1 + exp(-(V + 35 * mV) / (10 * mV)))
        return (alpha * (1 - h) - beta * h) / ms

    @equation
    def dn_dt(V, n):
        u = -(V + 55 * mV) / (10 * mV)
        alpha = 0.1 / exprel(u)
        beta = 0.125 * exp(-(V + 65 * mV) / (80 * mV))
        return (alpha * (1 - n) - beta * n) / ms

    @equation
    def spike(V, V_th):
        return V >= V_th
