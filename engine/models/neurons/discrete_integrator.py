"""The integrator of NIR, a read-out that never fires."""

from engine.models.neurons._discrete import Integrating


class DiscreteIntegrator(Integrating):
    """One step of the grid adds the input to all that came before; nothing is forgotten.

    Source: Pedersen et al. (2024), Neuromorphic intermediate representation, Nature Communications 15, 8122,
    10.1038/s41467-024-52259-9: I under Euler's rule.
    """

    title = "Discrete integrator"
    category = "Read-out"
    aliases = ("I", "NIR I", "accumulator", "read-out")
