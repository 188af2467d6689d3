"""The current-based leaky neuron of NIR, in steps."""

from engine.models.neurons._current_based import CurrentBased
from engine.models.neurons._discrete import ResetToValue


class CurrentBasedLeakyIntegrateAndFire(ResetToValue, CurrentBased):
    """A leaky current feeds a leaky membrane within one step; above the threshold it fires and is reset at once.

    Source: Pedersen et al. (2024), Neuromorphic intermediate representation, Nature Communications 15, 8122,
    10.1038/s41467-024-52259-9: CubaLIF under Euler's rule, the synapse before the membrane.
    """

    title = "Current-based leaky integrate-and-fire"
    category = "Discrete"
    aliases = ("CubaLIF", "CUBA", "NIR CubaLIF", "Synaptic", "snnTorch")
