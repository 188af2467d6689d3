"""The current-based leaky neuron of NIR, in steps."""

from engine.model.declaration import Parameter, Reset, equation
from engine.models.neurons._current_based import CurrentBased


class CurrentBasedLeakyIntegrateAndFire(CurrentBased):
    """A leaky current feeds a leaky membrane within one step; above the threshold it fires and is reset at once.

    Source: Pedersen et al. (2024), Neuromorphic intermediate representation, Nature Communications 15, 8122,
    10.1038/s41467-024-52259-9: CubaLIF under Euler's rule, the synapse before the membrane.
    """

    title = "Current-based leaky integrate-and-fire"
    category = "Discrete"
    aliases = ("CubaLIF", "CUBA", "NIR CubaLIF", "Synaptic", "snnTorch")
    reset = Reset.TO_VALUE

    V_th = Parameter("1", r"V_{th}", "spike threshold", default=1.0, trainable=True)
    V_reset = Parameter("1", r"V_{reset}", "membrane after a spike", default=0.0)

    @equation
    def spike(V, V_th):
        return V > V_th

    @equation
    def V_after_spike(V_reset):
        return V_reset
