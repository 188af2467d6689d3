"""Every neuron to every neuron."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from engine.model.declaration import Choice
from engine.model.topology import BLOCK_CONNECTIONS, Block, ProjectionSide, WiringRule


class AllToAll(WiringRule):
    """Every neuron of the source connects to every neuron of the target.

    Source: Djurfeldt, Davison & Eppler (2014), Frontiers in Neuroinformatics 8, 43, 10.3389/fninf.2014.00043.
    """

    title = "All to all"
    category = "Complete"
    aliases = ("dense", "fully connected", "all_to_all", "AllToAllConnector")
    dense = True

    self_connections = Choice(("no", "yes"), "self-connections", default="no")

    @classmethod
    def connections(
        cls, source: ProjectionSide, target: ProjectionSide, same: bool, values: Mapping[str, Any], random: Any
    ) -> Iterator[Block]:
        """Ordered by target, then source."""
        without_self = same and cls.chosen(values, "self_connections") == "no"
        targets = max(1, BLOCK_CONNECTIONS // max(source.size, 1))
        for first in range(0, target.size, targets):
            post, pre = np.indices((min(targets, target.size - first), source.size), np.int32).reshape(2, -1)
            post += first
            kept = pre != post if without_self else slice(None)
            yield Block(pre[kept], post[kept])

    @classmethod
    def expected(cls, source: ProjectionSide, target: ProjectionSide, same: bool, values: Mapping[str, Any]) -> float:
        """All pairs, without a neuron and itself where that is chosen."""
        without_self = same and cls.chosen(values, "self_connections") == "no"
        return float(source.size - int(without_self)) * target.size
