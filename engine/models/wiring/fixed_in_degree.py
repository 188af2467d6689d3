"""The same number of sources for each target."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from engine.model.declaration import Block, Choice, Parameter, WiringRule

BLOCK_DRAWS = 1 << 20  # about 8 MB of random numbers at a time


class FixedInDegree(WiringRule):
    """Each neuron of the target receives the same number of connections, from different random sources.

    Source: Brunel (2000), Journal of Computational Neuroscience 8, 183-208, 10.1023/A:1008925309027.
    """

    title = "Fixed in-degree"
    category = "Random"
    aliases = ("random", "convergence", "fixed number of sources")

    in_degree = Parameter(
        "1", "K", "inputs of each target", default=10.0, at_least=0.0, integer=True, live=False,
        per_element=False,
    )  # fmt: skip
    self_connections = Choice(("no", "yes"), "self-connections", default="no")

    @classmethod
    def connections(
        cls, source_size: int, target_size: int, same: bool, values: Mapping[str, Any], random: Any
    ) -> Iterator[Block]:
        """The sources with the smallest of one draw each, ordered by target, then source."""
        without_self = same and values.get("self_connections", cls.self_connections.default) == "no"
        degree = min(round(float(values.get("in_degree", cls.in_degree.default))), source_size - int(without_self))
        if degree <= 0:
            return
        targets = max(1, BLOCK_DRAWS // source_size)
        for first in range(0, target_size, targets):
            own = np.arange(first, min(first + targets, target_size))
            draws = random.uniform(first, len(own), source_size)
            if without_self:
                draws[np.arange(len(own)), own] = np.inf
            chosen = np.sort(np.argpartition(draws, degree - 1, axis=1)[:, :degree], axis=1)
            yield Block(chosen.ravel(), np.repeat(own, degree))
