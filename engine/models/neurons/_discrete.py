"""Common parts of the neurons whose step is one map of the membrane: how it moves, and its reset to a value."""

from engine.model.declaration import Input, NeuronModel, Parameter, Reset, State, StepOrder, equation


class Integrating(NeuronModel, abstract=True):
    """One step adds the input to the membrane."""

    order = StepOrder.SYNAPSE_FIRST

    V = State("1", "V", "membrane")
    I = Input("1", "I", "input of one step")

    @equation
    def V_next(V, I):
        return V + I


class Leaking(Integrating, abstract=True):
    """One step leaves a share of the membrane and adds the input."""

    beta = Parameter("1", r"\beta", "decay per step", default=0.9, at_least=0.0, at_most=1.0, trainable=True)

    @equation
    def V_next(V, I, beta):
        return beta * V + I


class ResetToValue(NeuronModel, abstract=True):
    """Above the threshold it fires and is reset at once."""

    reset = Reset.TO_VALUE

    V_th = Parameter("1", r"V_{th}", "spike threshold", default=1.0, trainable=True)
    V_reset = Parameter("1", r"V_{reset}", "membrane after a spike", default=0.0)

    @equation
    def spike(V, V_th):
        return V > V_th

    @equation
    def V_after_spike(V_reset):
        return V_reset
