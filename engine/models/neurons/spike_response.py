"""The spike-response model with escape noise."""

from engine.model.declaration import Input, NeuronModel, Parameter, Refractory, Reset, State, equation
from engine.model.functions import exp


class SpikeResponse(NeuronModel):
    """A filtered input and an after-potential of the last spike; it fires by chance, more likely near threshold.

    The potential is not reset: the after-potential alone says that it fired. With an exponential kernel of the membrane
    and of the after-potential it is SRM0.

    Source: Gerstner & van Hemmen (1992), Associative memory in a network of spiking neurons, Network 3, 139-164,
    10.1088/0954-898X_3_2_004; Gerstner, Kistler, Naud & Paninski (2014), Neuronal Dynamics, chapter 9,
    10.1017/CBO9781107447615.
    """

    title = "Spike response with escape noise"
    category = "Escape noise"
    aliases = ("SRM", "SRM0", "escape rate", "stochastic threshold", "Gerstner")
    reset = Reset.MAP

    tau_m = Parameter("ms", r"\tau_m", "membrane time constant", default=10.0, above=0.0)
    C_m = Parameter("pF", "C_m", "membrane capacitance", default=250.0, above=0.0)
    E_L = Parameter("mV", "E_L", "resting potential", default=-70.0)
    eta_0 = Parameter("mV", r"\eta_0", "after-potential of a spike", default=-15.0)
    tau_eta = Parameter("ms", r"\tau_\eta", "decay of the after-potential", default=20.0, above=0.0)
    V_th = Parameter("mV", r"V_{th}", "threshold", default=-55.0)
    rho_0 = Parameter("1/ms", r"\rho_0", "rate of firing at the threshold", default=0.1, above=0.0)
    Delta_u = Parameter("mV", r"\Delta_u", "width of the noise", default=2.0, above=0.0)
    t_ref = Refractory("ms", r"t_{ref}", "refractory time", default=2.0, at_least=0.0, holds=())

    V = State("mV", "V", "potential without the after-potential", start="E_L")
    eta = State("mV", r"\eta", "after-potential")
    I = Input("pA", "I", "summed input current")

    @equation
    def dV_dt(V, I, E_L, tau_m, C_m):
        return (E_L - V) / tau_m + I / C_m

    @equation
    def deta_dt(eta, tau_eta):
        return -eta / tau_eta

    @equation
    def spike(V, eta, V_th, rho_0, Delta_u, u, h):
        rho = rho_0 * exp((V + eta - V_th) / Delta_u)
        return 1 - exp(-rho * h) > u

    @equation
    def eta_after_spike(eta_0):
        return eta_0
