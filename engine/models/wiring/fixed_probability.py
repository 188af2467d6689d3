"""Each possible connection by a throw of the dice."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from engine.model.declaration import Block, Choice, Parameter, WiringRule

BLOCK_DRAWS = 1 << 20  # about 8 MB of random numbers at a time


class FixedProbability(WiringRule):
    """Each pair is connected with the same probability, once at most.

    Source: Erdős & Rényi (1959), Publicationes Mathematicae 6, 290-297; directed, as in Brunel (2000),
    10.1023/A:1008925309027.
    """

    title = "Fixed probability"
    category = "Random"
    aliases = ("random", "Erdős-Rényi", "Bernoulli", "sparse")

    p = Parameter(
        "1", "p", "connection probability", default=0.1, at_least=0.0, at_most=1.0, live=False,
        per_element=False,
    )  # fmt: skip
    self_connections = Choice(("no", "yes"), "self-connections", default="no")

    @classmethod
    def connections(
        cls, source_size: int, target_size: int, same: bool, values: Mapping[str, Any], random: Any
    ) -> Iterator[Block]:
        """Ordered by target, then source."""
        p = float(values.get("p", cls.p.default))
        without_self = same and values.get("self_connections", cls.self_connections.default) == "no"
        targets = max(1, BLOCK_DRAWS // max(source_size, 1))
        for first in range(0, target_size, targets):
            draws = random.uniform(first, min(targets, target_size - first), source_size)
            post, pre = np.nonzero(draws < p)
            post += first
            kept = pre != post if without_self else slice(None)
            yield Block(pre[kept], post[kept])
