"""The unit of artificial networks with a smooth threshold."""

from engine.model.declaration import Input, NeuronModel, State, StepOrder, equation
from engine.model.functions import exp


class SigmoidUnit(NeuronModel):
    """Its output each step rises smoothly from 0 to 1 with its input.

    It sends a value and no spikes: links weigh and sum values, with the bias, and act within the step where their delay
    is 0.

    Source: Rumelhart, Hinton & Williams (1986), Nature 323, 533-536, 10.1038/323533a0.
    """

    title = "Sigmoid unit"
    category = "Rate"
    aliases = ("logistic", "rate unit", "ANN", "artificial neuron", "sigmoid_rate")
    membrane = "y"
    order = StepOrder.SYNAPSE_FIRST

    y = State("1", "y", "output", start=0.0)
    I = Input("1", "I", "weighted sum and bias")

    @equation
    def y_next(I):
        return 1 / (1 + exp(-I))
