"""The current-based leaky neuron of NIR, in steps."""

from engine.model.declaration import Input, NeuronModel, Order, Parameter, Reset, State, equation


class CurrentBasedLeakyIntegrateAndFire(NeuronModel):
    """A leaky current feeds a leaky membrane within one step; above the threshold it fires and is reset at once.

    Source: Pedersen et al. (2024), Neuromorphic intermediate representation, Nature Communications 15, 8122,
    10.1038/s41467-024-52259-9: CubaLIF under Euler's rule, the synapse before the membrane.
    """

    title = "Current-based leaky integrate-and-fire"
    category = "Discrete"
    aliases = ("CubaLIF", "CUBA", "NIR CubaLIF", "Synaptic", "snnTorch")
    order = Order.SYNAPSE_FIRST
    reset = Reset.TO_VALUE

    alpha = Parameter(
        "1", r"\alpha", "decay of the current per step", default=0.8, at_least=0.0, at_most=1.0, trainable=True
    )
    beta = Parameter(
        "1", r"\beta", "decay of the membrane per step", default=0.9, at_least=0.0, at_most=1.0, trainable=True
    )
    V_th = Parameter("1", r"V_{th}", "spike threshold", default=1.0, trainable=True)
    V_reset = Parameter("1", r"V_{reset}", "membrane after a spike", default=0.0)

    V = State("1", "V", "membrane")
    J = State("1", "J", "synaptic current")
    I = Input("1", "I", "input of one step")

    @equation
    def J_next(J, I, alpha):
        return alpha * J + I

    @equation
    def V_next(V, J, I, alpha, beta):
        return beta * V + (alpha * J + I)

    @equation
    def spike(V, V_th):
        return V > V_th

    @equation
    def V_after_spike(V_reset):
        return V_reset
