"""The leaky neuron of machine learning, reset to a value."""

from engine.models.neurons._discrete import Leaking, ResetToValue


class DiscreteLeakyIntegrateAndFire(ResetToValue, Leaking):
    """One step of the grid is one map; above the threshold it fires and is reset at once.

    Source: Eshraghian et al. (2023), Training spiking neural networks using lessons from deep learning,
    10.1109/JPROC.2023.3308088, with the reset to a value applied in the step of the spike.
    """

    title = "Discrete leaky integrate-and-fire"
    category = "Discrete"
    aliases = ("discrete LIF", "Leaky", "snnTorch")
