"""The unit of artificial networks that passes what is above zero."""

from engine.model.declaration import Input, NeuronModel, State, StepOrder, equation
from engine.model.functions import maximum


class RectifiedLinearUnit(NeuronModel):
    """Its output each step is its input where that is above zero, and zero elsewhere.

    It sends a value and no spikes: links weigh and sum values, with the bias, and act within the step where their delay
    is 0. Such a network can be converted to spiking neurons.

    Source: Nair & Hinton (2010), Rectified linear units improve restricted Boltzmann machines, ICML 27, 807-814.
    """

    title = "Rectified linear unit"
    category = "Rate"
    aliases = (
        "ReLU",
        "rate unit",
        "ANN",
        "artificial neuron",
        "threshold-linear",
        "threshold_lin_rate",
        "RectifiedLinear",
    )
    membrane = "y"
    order = StepOrder.SYNAPSE_FIRST

    y = State("1", "y", "output")
    I = Input("1", "I", "weighted sum and bias")

    @equation
    def y_next(I):
        return maximum(I, 0)
