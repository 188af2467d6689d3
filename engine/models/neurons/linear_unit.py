"""The unit that passes its input on."""

from engine.model.declaration import Input, NeuronModel, State, StepOrder, equation


class LinearUnit(NeuronModel):
    """Its output each step is its input.

    It sends a value and no spikes: links weigh and sum values, with the bias, and act within the step where their delay
    is 0. Behind a pool it is the mean or the largest of a window, for the links that follow.

    Source: LeCun, Bottou, Bengio & Haffner (1998), Proceedings of the IEEE 86, 2278-2324, 10.1109/5.726791.
    """

    title = "Linear unit"
    category = "Rate"
    aliases = (
        "identity",
        "relay",
        "analogue pool",
        "average pool",
        "AvgPool2d",
        "maximum pool",
        "MaxPool2d",
        "Linear",
        "passthrough",
    )
    membrane = "y"
    order = StepOrder.SYNAPSE_FIRST

    y = State("1", "y", "output")
    I = Input("1", "I", "weighted sum and bias")

    @equation
    def y_next(I):
        return I
