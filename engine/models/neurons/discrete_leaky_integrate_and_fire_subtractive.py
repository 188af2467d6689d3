"""The leaky neuron of machine learning, reset by subtraction."""

from engine.model.declaration import Input, NeuronModel, Parameter, Reset, State, StepOrder, equation


class DiscreteLeakyIntegrateAndFireSubtractive(NeuronModel):
    """One step of the grid is one map; a spike takes one threshold from the membrane at once.

    Source: Eshraghian et al. (2023), Training spiking neural networks using lessons from deep learning,
    10.1109/JPROC.2023.3308088, with the subtraction applied in the step of the spike.
    """

    title = "Discrete leaky integrate-and-fire, subtractive"
    category = "Discrete"
    aliases = ("discrete LIF", "soft reset", "subtractive reset", "snnTorch")
    order = StepOrder.SYNAPSE_FIRST
    reset = Reset.BY_SUBTRACTION

    beta = Parameter(
        "1",
        r"\beta",
        "decay per step",
        default=0.9,
        at_least=0.0,
        at_most=1.0,
        trainable=True,
    )
    V_th = Parameter("1", r"V_{th}", "spike threshold", default=1.0, trainable=True)

    V = State("1", "V", "membrane")
    I = Input("1", "I", "input of one step")

    @equation
    def V_next(V, I, beta):
        return beta * V + I

    @equation
    def spike(V, V_th):
        return V > V_th

    @equation
    def V_after_spike(V, V_th):
        return V - V_th
