"""Each neuron to its counterpart."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from engine.model.topology import BLOCK_CONNECTIONS, Block, ProjectionSide, WiringRule


class OneToOne(WiringRule):
    """Neuron i of the source connects to neuron i of the target; both have the same size.

    Source: Djurfeldt, Davison & Eppler (2014), Frontiers in Neuroinformatics 8, 43, 10.3389/fninf.2014.00043.
    """

    title = "One to one"
    category = "Ordered"
    aliases = ("identity", "pairwise", "one_to_one", "OneToOneConnector")
    equal_sizes = True

    @classmethod
    def connections(
        cls, source: ProjectionSide, target: ProjectionSide, same: bool, values: Mapping[str, Any], random: Any
    ) -> Iterator[Block]:
        """In their order."""
        size = min(source.size, target.size)
        for first in range(0, size, BLOCK_CONNECTIONS):
            pairs = np.arange(first, min(first + BLOCK_CONNECTIONS, size), dtype=np.int32)
            yield Block(pairs, pairs.copy())

    @classmethod
    def expected(cls, source: ProjectionSide, target: ProjectionSide, same: bool, values: Mapping[str, Any]) -> float:
        """One connection a pair."""
        return float(min(source.size, target.size))
