"""The current-based leaky integrator of NIR, a read-out that never fires."""

from engine.models.neurons._current_based import CurrentBased


class CurrentBasedLeakyIntegrator(CurrentBased):
    """A leaky current feeds a leaky membrane without a threshold: a read-out smoothed twice.

    Source: Pedersen et al. (2024), Neuromorphic intermediate representation, Nature Communications 15, 8122,
    10.1038/s41467-024-52259-9: CubaLI under Euler's rule, the synapse before the membrane.
    """

    title = "Current-based leaky integrator"
    category = "Read-out"
    aliases = ("CubaLI", "NIR CubaLI", "read-out")
