"""The leaky integrator of machine learning, a read-out that never fires."""

from engine.models.neurons._discrete import Leaking


class DiscreteLeakyIntegrator(Leaking):
    """One step of the grid is one map without a threshold: its membrane is a smooth read-out.

    Source: Pedersen et al. (2024), Neuromorphic intermediate representation, Nature Communications 15, 8122,
    10.1038/s41467-024-52259-9: LI under Euler's rule.
    """

    title = "Discrete leaky integrator"
    category = "Read-out"
    aliases = ("LI", "NIR LI", "discrete LI", "read-out")
