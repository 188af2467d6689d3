"""The pulse: a spike is input to the neuron for one step."""

from engine.model.declaration import State, SynapseModel, Weight, equation


class Pulse(SynapseModel):
    """A spike is the neuron's input for one step, so that what the neuron makes of its input acts on spikes too.

    A delta synapse moves the membrane itself; this one is summed into the input that currents share, and a
    current-based neuron filters it.

    Source: Pedersen et al. (2024), Neuromorphic intermediate representation, Nature Communications 15, 8122,
    10.1038/s41467-024-52259-9: the input of its neurons.
    """

    title = "Pulse"
    category = "Current"
    aliases = ("Linear", "NIR Linear", "input of one step", "weight")
    weight = Weight("1", default=1.0)
    current_unit = "1"

    x = State("1", "x", "input of this step")

    @equation
    def x_next():
        return 0.0

    @equation
    def x_after_arrival(x, weight):
        return x + weight

    @equation
    def current(x):
        return x
