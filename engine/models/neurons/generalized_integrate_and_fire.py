"""The generalized integrate-and-fire neuron with escape noise."""

from engine.model.declaration import Input, NeuronModel, Parameter, Refractory, Reset, State, equation
from engine.model.functions import MS_PER_S, exp


class GeneralizedIntegrateAndFire(NeuronModel):
    """A leaky membrane with a current and a threshold that each spike sets off; it fires by chance near threshold.

    Source: Mensi et al. (2012), Parameter extraction and classification of three cortical neuron types reveals two
    distinct adaptation mechanisms, Journal of Neurophysiology 107, 1756-1775, 10.1152/jn.00408.2011; Pozzorini et al.
    (2015), Automated high-throughput characterization of single neurons by means of simplified spiking models, PLoS
    Computational Biology 11, e1004275, 10.1371/journal.pcbi.1004275.
    """

    title = "Generalized integrate-and-fire"
    category = "Escape noise"
    aliases = ("GIF", "gif_psc_exp", "gif_cond_exp", "GIF_cond_exp", "stochastic threshold")
    reset = Reset.MAP

    C_m = Parameter("pF", "C_m", "membrane capacitance", default=80.0, above=0.0)
    g_L = Parameter("nS", "g_L", "leak conductance", default=4.0, above=0.0)
    E_L = Parameter("mV", "E_L", "leak reversal potential", default=-70.0)
    V_reset = Parameter("mV", r"V_{reset}", "reset potential", default=-55.0)
    V_T = Parameter("mV", "V_T^*", "threshold at rest", default=-50.0)
    Delta_V = Parameter("mV", r"\Delta_V", "width of the noise", default=2.0, above=0.0)
    lambda_0 = Parameter("Hz", r"\lambda_0", "rate of firing at the threshold", default=50.0, above=0.0)
    q_eta = Parameter("pA", r"q_\eta", "current set off by a spike", default=20.0)
    tau_eta = Parameter("ms", r"\tau_\eta", "decay of that current", default=50.0, above=0.0)
    q_gamma = Parameter("mV", r"q_\gamma", "rise of the threshold at a spike", default=5.0)
    tau_gamma = Parameter("ms", r"\tau_\gamma", "decay of that rise", default=100.0, above=0.0)
    t_ref = Refractory("ms", r"t_{ref}", "refractory time", default=4.0, at_least=0.0)

    V = State("mV", "V", "membrane potential", start="E_L")
    eta = State("pA", r"\eta", "current set off by spikes")
    gamma = State("mV", r"\gamma", "threshold above rest")
    I = Input("pA", "I", "summed input current")

    @equation
    def dV_dt(V, eta, I, C_m, g_L, E_L):
        return (-g_L * (V - E_L) - eta + I) / C_m

    @equation
    def deta_dt(eta, tau_eta):
        return -eta / tau_eta

    @equation
    def dgamma_dt(gamma, tau_gamma):
        return -gamma / tau_gamma

    @equation
    def spike(V, gamma, V_T, Delta_V, lambda_0, u, h):
        rate = lambda_0 * exp((V - V_T - gamma) / Delta_V)
        return 1 - exp(-rate * h / MS_PER_S) > u

    @equation
    def V_after_spike(V_reset):
        return V_reset

    @equation
    def eta_after_spike(eta, q_eta):
        return eta + q_eta

    @equation
    def gamma_after_spike(gamma, q_gamma):
        return gamma + q_gamma
