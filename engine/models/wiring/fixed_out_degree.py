"""The same number of targets for each source."""

from engine.model.declaration import count_setting
from engine.model.topology import DegreeRule


class FixedOutDegree(DegreeRule):
    """Each neuron of the source sends the same number of connections, to random targets.

    Source: Djurfeldt, Davison & Eppler (2014), Frontiers in Neuroinformatics 8, 43, 10.3389/fninf.2014.00043.
    """

    title = "Fixed out-degree"
    aliases = ("random", "divergence", "fixed number of targets", "fixed_outdegree", "FixedNumberPostConnector")
    degree = "out_degree"
    by_target = False

    out_degree = count_setting("K_{out}", "targets of each source", 10.0, at_least=0.0)
