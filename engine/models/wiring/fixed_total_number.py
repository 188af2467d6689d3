"""A given number of connections, anywhere."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import Choice, count_setting
from engine.model.topology import BLOCK_CONNECTIONS, Block, ProjectionSide, RuleDemand, WiringRule


class FixedTotalNumber(WiringRule):
    """So many connections in all, each between a random source and a random target.

    Source: Potjans & Diesmann (2014), Cerebral Cortex 24, 785-806, 10.1093/cercor/bhs358.
    """

    title = "Fixed total number"
    category = "Random"
    aliases = ("random", "fixed_total_number", "FixedTotalNumberConnector", "number of synapses")

    number = count_setting("N_{syn}", "connections in all", 1000.0, at_least=0.0)
    self_connections = Choice(("no", "yes"), "self-connections", default="no")
    multiple_connections = Choice(("yes", "no"), "several connections between the same two neurons", default="yes")

    @classmethod
    def connections(
        cls, source: ProjectionSide, target: ProjectionSide, same: bool, values: Mapping[str, Any], random: Any
    ) -> Iterator[Block]:
        """In the order of the draws; without multiple connections a pair that was drawn before is passed over."""
        without_self, sources, number = cls._counts(source, target, same, values)
        if cls.repeats(values):
            drawn = cls._any(random, sources, target.size, number)
        else:
            drawn = cls._different(random, sources, target.size, number)
        for pre, post in drawn:
            if without_self:
                pre += pre >= post
            yield Block(pre, post)

    @classmethod
    def _any(cls, random: Any, sources: int, targets: int, number: int) -> Iterator[tuple[Any, Any]]:
        for first in range(0, number, BLOCK_CONNECTIONS):
            yield random.pairs(first, min(BLOCK_CONNECTIONS, number - first), sources, targets)

    @classmethod
    def _different(cls, random: Any, sources: int, targets: int, number: int) -> Iterator[tuple[Any, Any]]:
        """One bit for each possible pair; where more than half of them are wanted, those that are not are drawn."""
        pairs = sources * targets
        if number > pairs:
            raise ValueError(f"{number} different ones of {pairs} pairs")
        inverted = 2 * number > pairs
        taken = np.zeros(pairs // 8 + 1, np.uint8)
        missing, first = (pairs - number if inverted else number), 0
        while missing:
            pre, post = random.pairs(first, BLOCK_CONNECTIONS, sources, targets)
            fresh = _untaken(taken, post.astype(np.int64) * sources + pre)[:missing]
            _take(taken, post[fresh].astype(np.int64) * sources + pre[fresh])
            missing, first = missing - len(fresh), first + BLOCK_CONNECTIONS
            given = fresh[:0] if inverted else fresh  # none yet, but whoever wires may want to stop
            yield pre[given], post[given]
        if inverted:
            rows = max(1, BLOCK_CONNECTIONS // sources)
            for row in range(0, targets, rows):
                place = np.arange(row * sources, min(row + rows, targets) * sources)
                left = place[(taken[place >> 3] >> (place & 7)) & 1 == 0]
                yield (left % sources).astype(np.int32), (left // sources).astype(np.int32)

    @classmethod
    def _counts(
        cls, source: ProjectionSide, target: ProjectionSide, same: bool, values: Mapping[str, Any]
    ) -> tuple[bool, int, int]:
        """True where neurons are kept from themselves, the sources that remain, and the number of connections."""
        without_self = same and cls.chosen(values, "self_connections") == "no"
        sources = source.size - int(without_self)
        number = round(float(cls.chosen(values, "number")))
        return without_self, sources, number

    @classmethod
    def demand(
        cls, source: ProjectionSide, target: ProjectionSide, same: bool, values: Mapping[str, Any]
    ) -> RuleDemand:
        """Ask for no more connections than there are pairs; any number where they may repeat."""
        _, sources, number = cls._counts(source, target, same, values)
        pairs = sources * target.size
        return RuleDemand("number", number, number if cls.repeats(values) and pairs > 0 else pairs)

    @classmethod
    def expected(cls, source: ProjectionSide, target: ProjectionSide, same: bool, values: Mapping[str, Any]) -> float:
        """Exactly so many."""
        return float(cls._counts(source, target, same, values)[2])


def _untaken(taken: NDArray[np.uint8], pair: NDArray[np.int64]) -> NDArray[np.int64]:
    """Places of the pairs that are not taken yet, each pair once, in the order of the draws."""
    order = np.argsort(pair, kind="stable")
    once = np.ones(len(pair), bool)
    once[1:] = pair[order[1:]] != pair[order[:-1]]
    is_first = np.zeros(len(pair), bool)
    is_first[order[once]] = True
    return np.flatnonzero(is_first & ((taken[pair >> 3] >> (pair & 7)) & 1 == 0))


def _take(taken: NDArray[np.uint8], pair: NDArray[np.int64]) -> None:
    np.bitwise_or.at(taken, pair >> 3, (1 << (pair & 7)).astype(np.uint8))
