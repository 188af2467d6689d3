"""The adaptive leaky neuron of machine learning, step by step as in e-prop."""

from engine.model.declaration import Input, NeuronModel, Parameter, Refractory, Reset, State, StepOrder, equation


class DiscreteAdaptiveLeakyIntegrateAndFire(NeuronModel):
    """One step is one map; each spike takes the threshold from the membrane and raises the threshold.

    A spike acts on membrane and threshold in the step after it, as ``z`` remembers. While it is refractory it cannot
    fire, and its membrane goes on.

    Source: Bellec et al. (2020), A solution to the learning dilemma for recurrent networks of spiking neurons,
    Nature Communications 11, 3625, 10.1038/s41467-020-17236-y, equations 6 to 10.
    """

    title = "Discrete adaptive leaky integrate-and-fire"
    category = "Discrete"
    aliases = ("ALIF", "discrete ALIF", "LSNN", "e-prop")
    order = StepOrder.SYNAPSE_FIRST
    reset = Reset.MAP

    alpha = Parameter(
        "1", r"\alpha", "decay of the membrane per step", default=0.95, at_least=0.0, at_most=1.0, trainable=True
    )
    rho = Parameter(
        "1", r"\rho", "decay of the adaptation per step", default=0.99, at_least=0.0, at_most=1.0, trainable=True
    )
    beta = Parameter("1", r"\beta", "rise of the threshold at each spike", default=0.07, trainable=True)
    V_th = Parameter("1", r"V_{th}", "threshold at rest", default=1.0, trainable=True)
    t_ref = Refractory("ms", r"t_{ref}", "refractory time", default=0.0, at_least=0.0, holds=())

    V = State("1", "V", "membrane")
    a = State("1", "a", "adaptation")
    z = State("1", "z", "whether it fired in the step before")
    I = Input("1", "I", "input of one step")

    @equation
    def V_next(V, z, I, alpha, V_th):
        return alpha * V + I - z * V_th

    @equation
    def a_next(a, z, rho):
        return rho * a + z

    @equation
    def z_next():
        return 0.0

    @equation
    def spike(V, a, V_th, beta):
        return V > V_th + beta * a

    @equation
    def z_after_spike():
        return 1.0
