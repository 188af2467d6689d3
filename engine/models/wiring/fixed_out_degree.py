"""The same number of targets for each source."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from engine.model.declaration import Choice, count_setting
from engine.model.topology import BLOCK_CONNECTIONS, Block, ProjectionSide, RuleDemand, WiringRule


class FixedOutDegree(WiringRule):
    """Each neuron of the source sends the same number of connections, to random targets.

    Source: Djurfeldt, Davison & Eppler (2014), Frontiers in Neuroinformatics 8, 43, 10.3389/fninf.2014.00043.
    """

    title = "Fixed out-degree"
    category = "Random"
    aliases = ("random", "divergence", "fixed number of targets", "fixed_outdegree", "FixedNumberPostConnector")

    out_degree = count_setting("K_{out}", "targets of each source", 10.0, at_least=0.0)
    self_connections = Choice(("no", "yes"), "self-connections", default="no")
    multiple_connections = Choice(("no", "yes"), "several connections between the same two neurons", default="no")

    @classmethod
    def connections(
        cls, source: ProjectionSide, target: ProjectionSide, same: bool, values: Mapping[str, Any], random: Any
    ) -> Iterator[Block]:
        """Ordered by source, then target."""
        without_self, targets, degree = cls._counts(target, same, values)
        if degree <= 0:
            return
        draw = random.below if cls.chosen(values, "multiple_connections") == "yes" else random.distinct
        sources = max(1, BLOCK_CONNECTIONS // degree)
        for first in range(0, source.size, sources):
            own = np.arange(first, min(first + sources, source.size), dtype=np.int32)
            chosen = draw(first, len(own), degree, targets)
            if without_self:
                chosen += chosen >= own[:, None]
            yield Block(np.repeat(own, degree), np.sort(chosen, axis=1).ravel())

    @classmethod
    def _counts(cls, target: ProjectionSide, same: bool, values: Mapping[str, Any]) -> tuple[bool, int, int]:
        """True where the neuron itself is left out, the targets that remain, and the connections of each source."""
        without_self = same and cls.chosen(values, "self_connections") == "no"
        targets = target.size - int(without_self)
        degree = round(float(cls.chosen(values, "out_degree")))
        return without_self, targets, degree

    @classmethod
    def demand(
        cls, source: ProjectionSide, target: ProjectionSide, same: bool, values: Mapping[str, Any]
    ) -> RuleDemand:
        """Ask for no more targets than there are; any number where they may repeat."""
        _, targets, degree = cls._counts(target, same, values)
        repeats = cls.chosen(values, "multiple_connections") == "yes" and targets > 0
        return RuleDemand("out_degree", degree, degree if repeats else targets)

    @classmethod
    def expected(cls, source: ProjectionSide, target: ProjectionSide, same: bool, values: Mapping[str, Any]) -> float:
        """Exactly so many."""
        return float(cls._counts(target, same, values)[2]) * source.size
