"""The current-based leaky neuron of NIR, reset by subtraction, in steps."""

from engine.model.declaration import Input, NeuronModel, Order, Parameter, Reset, State, equation


class CurrentBasedLeakyIntegrateAndFireSubtractive(NeuronModel):
    """A leaky current feeds a leaky membrane within one step; a spike takes one threshold from the membrane at once.

    Source: Pedersen et al. (2024), Neuromorphic intermediate representation, Nature Communications 15, 8122,
    10.1038/s41467-024-52259-9: CubaLIF with exact decays and the reset of Rockpool and of the Xylo chips.
    """

    title = "Current-based leaky integrate-and-fire, subtractive"
    category = "Discrete"
    aliases = ("CubaLIF", "CUBA", "NIR CubaLIF", "soft reset", "subtractive reset", "Rockpool", "LIFTorch", "Xylo")
    order = Order.SYNAPSE_FIRST
    reset = Reset.BY_SUBTRACTION

    alpha = Parameter(
        "1", r"\alpha", "decay of the current per step", default=0.8, at_least=0.0, at_most=1.0, trainable=True
    )
    beta = Parameter(
        "1", r"\beta", "decay of the membrane per step", default=0.9, at_least=0.0, at_most=1.0, trainable=True
    )
    V_th = Parameter("1", r"V_{th}", "spike threshold", default=1.0, above=0.0, trainable=True)

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
        return V >= V_th

    @equation
    def V_after_spike(V, V_th):
        return V - V_th
