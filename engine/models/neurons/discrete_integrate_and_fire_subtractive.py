"""The perfect integrator with a threshold that a spike takes away, in steps."""

from engine.model.declaration import Parameter, Reset, equation
from engine.models.neurons._discrete import Integrating


class DiscreteIntegrateAndFireSubtractive(Integrating):
    """One step of the grid adds the input; a spike takes one threshold from the membrane at once.

    Nothing is lost, so the spikes of a constant input count it to within one: the neuron to which a rectified linear
    unit is converted.

    Source: Rueckauer, Lungu, Hu, Pfeiffer & Liu (2017), Frontiers in Neuroscience 11, 682,
    10.3389/fnins.2017.00682, equations 2 to 4 with the reset by subtraction.
    """

    title = "Discrete integrate-and-fire, subtractive"
    category = "Discrete"
    aliases = ("IF", "discrete IF", "soft reset", "subtractive reset", "ANN-to-SNN conversion", "IFNode")
    reset = Reset.BY_SUBTRACTION

    V_th = Parameter("1", r"V_{th}", "spike threshold", default=1.0, above=0.0, trainable=True)

    @equation
    def spike(V, V_th):
        return V >= V_th

    @equation
    def V_after_spike(V, V_th):
        return V - V_th
