"""The leaky neuron of machine learning, reset by subtraction."""

from engine.model.declaration import Parameter, Reset, equation
from engine.models.neurons._discrete import Leaking


class DiscreteLeakyIntegrateAndFireSubtractive(Leaking):
    """One step of the grid is one map; a spike takes one threshold from the membrane at once.

    Source: Eshraghian et al. (2023), Training spiking neural networks using lessons from deep learning,
    10.1109/JPROC.2023.3308088, with the subtraction applied in the step of the spike.
    """

    title = "Discrete leaky integrate-and-fire, subtractive"
    category = "Discrete"
    aliases = ("discrete LIF", "soft reset", "subtractive reset", "snnTorch")
    reset = Reset.BY_SUBTRACTION

    V_th = Parameter("1", r"V_{th}", "spike threshold", default=1.0, trainable=True)

    @equation
    def spike(V, V_th):
        return V > V_th

    @equation
    def V_after_spike(V, V_th):
        return V - V_th
