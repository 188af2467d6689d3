"""The same number of sources for each target."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from engine.model.declaration import Choice, count_setting
from engine.model.topology import BLOCK_CONNECTIONS, Block, ProjectionSide, RuleDemand, WiringRule


class FixedInDegree(WiringRule):
    """Each neuron of the target receives the same number of connections, from random sources.

    Source: Brunel (2000), Journal of Computational Neuroscience 8, 183-208, 10.1023/A:1008925309027.
    """

    title = "Fixed in-degree"
    category = "Random"
    aliases = ("random", "convergence", "fixed number of sources", "fixed_indegree", "FixedNumberPreConnector")
    version = 2

    in_degree = count_setting("K_{in}", "inputs of each target", 10.0, at_least=0.0)
    self_connections = Choice(("no", "yes"), "self-connections", default="no")
    multiple_connections = Choice(("no", "yes"), "several connections between the same two neurons", default="no")

    @classmethod
    def connections(
        cls, source: ProjectionSide, target: ProjectionSide, same: bool, values: Mapping[str, Any], random: Any
    ) -> Iterator[Block]:
        """Ordered by target, then source."""
        without_self, sources, degree = cls._counts(source, same, values)
        if degree <= 0:
            return
        draw = random.below if cls.chosen(values, "multiple_connections") == "yes" else random.distinct
        targets = max(1, BLOCK_CONNECTIONS // degree)
        for first in range(0, target.size, targets):
            own = np.arange(first, min(first + targets, target.size), dtype=np.int32)
            chosen = draw(first, len(own), degree, sources)
            if without_self:
                chosen += chosen >= own[:, None]
            yield Block(np.sort(chosen, axis=1).ravel(), np.repeat(own, degree))

    @classmethod
    def _counts(cls, source: ProjectionSide, same: bool, values: Mapping[str, Any]) -> tuple[bool, int, int]:
        """True where the neuron itself is left out, the sources that remain, and the connections of each target."""
        without_self = same and cls.chosen(values, "self_connections") == "no"
        sources = source.size - int(without_self)
        degree = round(float(cls.chosen(values, "in_degree")))
        return without_self, sources, degree

    @classmethod
    def demand(
        cls, source: ProjectionSide, target: ProjectionSide, same: bool, values: Mapping[str, Any]
    ) -> RuleDemand:
        """Ask for no more sources than there are; any number where they may repeat."""
        _, sources, degree = cls._counts(source, same, values)
        repeats = cls.chosen(values, "multiple_connections") == "yes" and sources > 0
        return RuleDemand("in_degree", degree, degree if repeats else sources)

    @classmethod
    def expected(cls, source: ProjectionSide, target: ProjectionSide, same: bool, values: Mapping[str, Any]) -> float:
        """Exactly so many."""
        return float(cls._counts(source, same, values)[2]) * target.size
