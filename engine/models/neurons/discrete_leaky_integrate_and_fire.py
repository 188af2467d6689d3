"""The leaky neuron of machine learning, reset to a value."""

from engine.model.declaration import Input, NeuronModel, Parameter, Reset, State, StepOrder, equation


class DiscreteLeakyIntegrateAndFire(NeuronModel):
    """One step of the grid is one map; above the threshold it fires and is reset at once.

    Source: Eshraghian et al. (2023), Training spiking neural networks using lessons from deep learning,
    10.1109/JPROC.2023.3308088, with the reset to a value applied in the step of the spike.
    """

    title = "Discrete leaky integrate-and-fire"
    category = "Discrete"
    aliases = ("discrete LIF", "Leaky", "snnTorch")
    order = StepOrder.SYNAPSE_FIRST
    reset = Reset.TO_VALUE

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
    V_reset = Parameter("1", r"V_{reset}", "membrane after a spike", default=0.0)

    V = State("1", "V", "membrane")
    I = Input("1", "I", "input of one step")

    @equation
    def V_next(V, I, beta):
        return beta * V + I

    @equation
    def spike(V, V_th):
        return V > V_th

    @equation
    def V_after_spike(V_reset):
        return V_reset
