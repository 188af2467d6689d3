"""Each possible connection by a throw of the dice."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.model.declaration import Choice, Setting
from engine.model.topology import BLOCK_CONNECTIONS, Block, ProjectionSide, WiringRule


class FixedProbability(WiringRule):
    """Each pair is connected with the same probability, once at most.

    Source: Gilbert (1959), Random graphs, Annals of Mathematical Statistics 30, 1141-1144,
    10.1214/aoms/1177706098; directed, as in Brunel (2000), 10.1023/A:1008925309027.
    """

    title = "Fixed probability"
    category = "Random"
    aliases = ("random", "Erdős-Rényi", "Bernoulli", "sparse", "pairwise_bernoulli", "FixedProbabilityConnector")
    chance = True

    p = Setting("1", "p", "connection probability", default=0.1, at_least=0.0, at_most=1.0)
    self_connections = Choice(("no", "yes"), "self-connections", default="no")

    @classmethod
    def connections(
        cls, source: ProjectionSide, target: ProjectionSide, same: bool, values: Mapping[str, Any], random: Any
    ) -> Iterator[Block]:
        """From one source to the next by a geometric leap; ordered by target, then source."""
        p = float(cls.chosen(values, "p"))
        without_self = same and cls.chosen(values, "self_connections") == "no"
        if p <= 0.0 or not source.size:
            return
        targets = max(1, int(BLOCK_CONNECTIONS / max(source.size * p, 1.0)))
        for first in range(0, target.size, targets):
            post, pre = random.thinned(first, min(targets, target.size - first), source.size, p)
            kept = pre != post if without_self else slice(None)
            yield Block(pre[kept], post[kept])

    @classmethod
    def expected(cls, source: ProjectionSide, target: ProjectionSide, same: bool, values: Mapping[str, Any]) -> float:
        """The mean."""
        without_self = same and cls.chosen(values, "self_connections") == "no"
        return float(cls.chosen(values, "p")) * (source.size - int(without_self)) * target.size
