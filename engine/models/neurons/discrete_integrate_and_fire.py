"""The perfect integrator of NIR with a threshold, in steps."""

from engine.model.declaration import Input, NeuronModel, Parameter, Reset, State, StepOrder, equation


class DiscreteIntegrateAndFire(NeuronModel):
    """One step of the grid adds the input; above the threshold it fires and is reset at once.

    Source: Pedersen et al. (2024), Neuromorphic intermediate representation, Nature Communications 15, 8122,
    10.1038/s41467-024-52259-9: IF under Euler's rule.
    """

    title = "Discrete integrate-and-fire"
    category = "Discrete"
    aliases = ("IF", "discrete IF", "NIR IF", "perfect integrator")
    order = StepOrder.SYNAPSE_FIRST
    reset = Reset.TO_VALUE

    V_th = Parameter("1", r"V_{th}", "spike threshold", default=1.0, trainable=True)
    V_reset = Parameter("1", r"V_{reset}", "membrane after a spike", default=0.0)

    V = State("1", "V", "membrane")
    I = Input("1", "I", "input of one step")

    @equation
    def V_next(V, I):
        return V + I

    @equation
    def spike(V, V_th):
        return V > V_th

    @equation
    def V_after_spike(V_reset):
        return V_reset
