"""The barnacle's muscle fibre."""

from engine.model.declaration import Input, NeuronModel, Parameter, State, equation
from engine.model.functions import cosh, ms, tanh


class MorrisLecar(NeuronModel):
    """Calcium makes the spike and potassium ends it, in two equations that show how firing begins.

    Source: Morris & Lecar (1981), 10.1016/S0006-3495(81)84782-0, with the parameters of Ermentrout & Terman (2010),
    Mathematical Foundations of Neuroscience, table 3.1: firing begins by a Hopf bifurcation, at a rate above zero;
    with g_Ca = 4, V_3 = 12, V_4 = 17.4 and phi = 0.067 by a saddle node on a circle, at any rate. One pA is a
    microampere per square centimetre there.
    """

    title = "Morris-Lecar"
    category = "Conductance-based"
    aliases = ("ML", "barnacle muscle", "class I", "class II", "excitability")
    upward_crossing = True
    method = "rk4"  # its channels are slower than a step

    C_m = Parameter("pF", "C_m", "membrane capacitance", default=20.0, above=0.0)
    g_Ca = Parameter("nS", "g_{Ca}", "calcium conductance", default=4.4, at_least=0.0)
    g_K = Parameter("nS", "g_K", "potassium conductance", default=8.0, at_least=0.0)
    g_L = Parameter("nS", "g_L", "leak conductance", default=2.0, at_least=0.0)
    E_Ca = Parameter("mV", "E_{Ca}", "calcium reversal", default=120.0)
    E_K = Parameter("mV", "E_K", "potassium reversal", default=-84.0)
    E_L = Parameter("mV", "E_L", "leak reversal", default=-60.0)
    V_1 = Parameter("mV", "V_1", "half activation of calcium", default=-1.2)
    V_2 = Parameter("mV", "V_2", "width of calcium activation", default=18.0, above=0.0)
    V_3 = Parameter("mV", "V_3", "half activation of potassium", default=2.0)
    V_4 = Parameter("mV", "V_4", "width of potassium activation", default=30.0, above=0.0)
    phi = Parameter("1", r"\phi", "pace of the potassium channels", default=0.04, above=0.0)
    V_th = Parameter("mV", r"V_{th}", "level of a spike", default=0.0)

    V = State("mV", "V", "membrane potential", start=-60.85538)
    w = State("1", "w", "open potassium channels", start=0.01491502)
    I = Input("pA", "I", "summed synaptic and injected current")

    @equation
    def dV_dt(V, w, I, C_m, g_Ca, g_K, g_L, E_Ca, E_K, E_L, V_1, V_2):
        m_inf = (1 + tanh((V - V_1) / V_2)) / 2
        return (g_Ca * m_inf * (E_Ca - V) + g_K * w * (E_K - V) + g_L * (E_L - V) + I) / C_m

    @equation
    def dw_dt(V, w, V_3, V_4, phi):
        u = (V - V_3) / (2 * V_4)
        w_inf = (1 + tanh(2 * u)) / 2
        return phi * (w_inf - w) * cosh(u) / ms

    @equation
    def spike(V, V_th):
        return V >= V_th
