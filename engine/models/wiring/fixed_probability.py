"""Each possible connection by a throw of the dice."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import Block, Choice, Parameter, WiringRule

BLOCK_DRAWS = 1 << 17  # about 10 MB while they are drawn
SPREADS = 6  # standard deviations: rarely a target has more sources than were drawn at first


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
        """From one source to the next by a geometric leap; ordered by target, then source."""
        p = float(values.get("p", cls.p.default))
        without_self = same and values.get("self_connections", cls.self_connections.default) == "no"
        if p <= 0.0 or not source_size:
            return
        expected = source_size * p
        draws = min(source_size, math.ceil(expected + SPREADS * math.sqrt(expected * (1.0 - p)) + SPREADS))
        targets = max(1, BLOCK_DRAWS // draws)
        for first in range(0, target_size, targets):
            chosen = _chosen(first, min(targets, target_size - first), source_size, draws, p, random)
            post, place = np.nonzero(chosen < source_size)
            pre = chosen[post, place]
            post += first
            kept = pre != post if without_self else slice(None)
            yield Block(pre[kept], post[kept])


def _chosen(first: int, targets: int, sources: int, draws: int, p: float, random: Any) -> NDArray[np.int64]:
    """Rising sources (targets, draws or more) of each target; those past the last source are none."""
    while True:
        leaps: NDArray[np.int64] = random.leaps(first, targets, draws, p)
        chosen = np.cumsum(leaps + 1, axis=1) - 1
        if bool((chosen[:, -1] >= sources - 1).all()):
            return chosen
        draws *= 2  # the first draws stay what they were
