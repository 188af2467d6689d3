"""The perfect integrator of NIR with a threshold, in steps."""

from engine.models.neurons._discrete import Integrating, ResetToValue


class DiscreteIntegrateAndFire(ResetToValue, Integrating):
    """One step of the grid adds the input; above the threshold it fires and is reset at once.

    Source: Pedersen et al. (2024), Neuromorphic intermediate representation, Nature Communications 15, 8122,
    10.1038/s41467-024-52259-9: IF under Euler's rule.
    """

    title = "Discrete integrate-and-fire"
    category = "Discrete"
    aliases = ("IF", "discrete IF", "NIR IF", "perfect integrator")
