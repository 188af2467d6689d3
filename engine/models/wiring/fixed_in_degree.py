"""The same number of sources for each target."""

from engine.model.declaration import count_setting
from engine.model.topology import DegreeRule


class FixedInDegree(DegreeRule):
    """Each neuron of the target receives the same number of connections, from random sources.

    Source: Brunel (2000), Journal of Computational Neuroscience 8, 183-208, 10.1023/A:1008925309027.
    """

    title = "Fixed in-degree"
    aliases = ("random", "convergence", "fixed number of sources", "fixed_indegree", "FixedNumberPreConnector")
    version = 2
    degree = "in_degree"
    by_target = True

    in_degree = count_setting("K_{in}", "inputs of each target", 10.0, at_least=0.0)
