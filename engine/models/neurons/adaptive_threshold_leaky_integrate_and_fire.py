"""The leaky integrate-and-fire neuron whose threshold rises with every spike."""

from engine.model.declaration import Input, NeuronModel, Parameter, Refractory, Reset, State, equation


class AdaptiveThresholdLeakyIntegrateAndFire(NeuronModel):
    """A leaky capacitor whose threshold jumps at each spike and sinks back, so that it tires.

    Source: Bellec, Salaj, Subramoney, Legenstein & Maass (2018), Long short-term memory and learning-to-learn in
    networks of spiking neurons, arXiv 1803.09574, in physical units; its threshold is that of GLIF2 in Teeter et al.
    (2018), Nature Communications 9, 709, 10.1038/s41467-017-02717-4.
    """

    title = "Adaptive-threshold leaky integrate-and-fire"
    category = "Integrate-and-fire"
    aliases = (
        "ALIF",
        "adaptive LIF",
        "moving threshold",
        "GLIF2",
        "glif_psc",
        "glif_cond",
        "mat2_psc_exp",
        "AdaptiveLIF",
        "intrinsic plasticity",
        "homeostasis",
        "theta_plus",
    )
    reset = Reset.MAP

    tau_m = Parameter("ms", r"\tau_m", "membrane time constant", default=10.0, above=0.0, trainable=True)
    C_m = Parameter("pF", "C_m", "membrane capacitance", default=250.0, above=0.0)
    E_L = Parameter("mV", "E_L", "resting potential", default=-70.0)
    V_th = Parameter("mV", r"V_{th}", "threshold at rest", default=-55.0, trainable=True)
    V_reset = Parameter("mV", r"V_{reset}", "reset potential", default=-70.0)
    tau_theta = Parameter(
        "ms", r"\tau_\theta", "time constant of the threshold", default=100.0, above=0.0, trainable=True
    )
    q = Parameter("mV", "q", "rise of the threshold at each spike", default=3.0, trainable=True)
    t_ref = Refractory("ms", r"t_{ref}", "refractory time", default=2.0, at_least=0.0)

    V = State("mV", "V", "membrane potential", start="E_L")
    theta = State("mV", r"\theta", "threshold above rest")
    I = Input("pA", "I", "summed input current")

    @equation
    def dV_dt(V, I, E_L, tau_m, C_m):
        return (E_L - V) / tau_m + I / C_m

    @equation
    def dtheta_dt(theta, tau_theta):
        return -theta / tau_theta

    @equation
    def spike(V, theta, V_th):
        return V >= V_th + theta

    @equation
    def V_after_spike(V_reset):
        return V_reset

    @equation
    def theta_after_spike(theta, q):
        return theta + q
