"""The current-based leaky neuron of NIR, reset by subtraction, in steps."""

from engine.model.declaration import Parameter, Reset, equation
from engine.models.neurons._current_based import CurrentBased


class CurrentBasedLeakyIntegrateAndFireSubtractive(CurrentBased):
    """A leaky current feeds a leaky membrane within one step; a spike takes one threshold from the membrane at once.

    Source: Pedersen et al. (2024), Neuromorphic intermediate representation, Nature Communications 15, 8122,
    10.1038/s41467-024-52259-9: CubaLIF with exact decays and the reset of Rockpool and of the Xylo chips.
    """

    title = "Current-based leaky integrate-and-fire, subtractive"
    category = "Discrete"
    aliases = ("CubaLIF", "CUBA", "NIR CubaLIF", "soft reset", "subtractive reset", "Rockpool", "LIFTorch", "Xylo")
    reset = Reset.BY_SUBTRACTION

    V_th = Parameter("1", r"V_{th}", "spike threshold", default=1.0, above=0.0, trainable=True)

    @equation
    def spike(V, V_th):
        return V >= V_th

    @equation
    def V_after_spike(V, V_th):
        return V - V_th
