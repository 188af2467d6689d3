"""The grammar of space and wiring: where neurons are, and which of them connect."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import Choice, Model, Setting

Places: TypeAlias = NDArray[np.float64]
Shape: TypeAlias = tuple[int, int, int]
"""Channels, rows and columns of a grid; neuron ``(channel * rows + row) * columns + column``."""
BLOCK_CONNECTIONS = BLOCK_PAIRS = 1 << 18  # that a rule gives, or looks at, at a time: some ten milliseconds
PAIRS_A_SIDE = round(BLOCK_PAIRS**0.5)
GOLDEN = 0.6180339887498949  # the fraction whose multiples fill an interval most evenly


def places_within(windows: int, length: int, stride: int, padding: int, size: int) -> int:
    """Places of all ``windows`` of one ``length`` along one side that lie within its ``size``, not in its padding."""
    begins = np.arange(windows, dtype=np.int64) * stride - padding
    return int((np.minimum(begins + length, size) - np.maximum(begins, 0)).clip(0).sum())


def shape_words(shape: Shape) -> str:
    """``12 × 24 × 24``, or ``24 × 24`` of one channel."""
    return " × ".join(map(str, shape if shape[0] != 1 else shape[1:]))


@dataclass(frozen=True)
class ProjectionSide:
    """One end of a projection, as a wiring rule sees it.

    ``places`` (size, 2) are x and y in mm, None where neurons have no place; ``shape`` is that of a grid; where
    ``period`` (width, height) is given, opposite edges meet.
    """

    size: int
    places: Places | None = None
    shape: Shape | None = None
    period: tuple[float, float] | None = None

    def apart(self, other: ProjectionSide, own: NDArray[Any], others: NDArray[Any]) -> tuple[Places, Places]:
        """The distances in x and y of neurons ``own`` of this side and ``others`` of the other, in mm, broadcast."""
        if self.places is None or other.places is None:
            raise ValueError("neurons without a place have no distance")
        x, y = (np.abs(self.places[own, axis] - other.places[others, axis]) for axis in (0, 1))
        if self.period is not None and self.period == other.period:
            wide, high = self.period
            x = np.minimum(x, np.abs(wide - x)) if wide else x
            y = np.minimum(y, np.abs(high - y)) if high else y
        return x, y

    def distances(self, other: ProjectionSide, own: NDArray[Any], others: NDArray[Any]) -> Places:
        """Distances in mm, broadcast."""
        x, y = self.apart(other, own, others)
        return np.asarray(np.sqrt(x * x + y * y))


@dataclass(frozen=True)
class Block:
    """Some connections of a wiring: ``pre`` and ``post`` neuron indices, each (connections,).

    Where connections share their weights, ``kernel`` (connections,) says which entry each one has.
    """

    pre: NDArray[np.int32]
    post: NDArray[np.int32]
    kernel: NDArray[np.int32] | None = None


@dataclass(frozen=True)
class RuleDemand:
    """The number that the parameter ``name`` of a rule asks for, and the largest number that there can be."""

    name: str
    asked: int
    possible: int


class PositionsModel(Model, abstract=True):
    """The positions of the neurons of a population, in mm around the origin."""

    kind = "positions"

    @classmethod
    def places(cls, size: int, values: Mapping[str, Any], uniform: Callable[[int], Places]) -> Places:
        """Positions (size, 2); ``uniform(draw)`` gives a number in (0, 1) for each neuron."""
        raise TypeError(f"{cls.__name__} declares no places")

    @classmethod
    def suited(cls, size: int) -> dict[str, float]:
        """Parameters that give ``size`` neurons a place, where the defaults would not."""
        return {}

    @classmethod
    def shape(cls, values: Mapping[str, Any]) -> Shape | None:
        """Channels, rows and columns, where the positions are a grid."""
        return None

    @classmethod
    def shaped(cls, shape: Shape) -> dict[str, float] | None:
        """Parameters with which the positions are a grid of this shape; None where they are no grid."""
        return None

    @classmethod
    def period(cls, values: Mapping[str, Any]) -> tuple[float, float] | None:
        """Width and height in mm after which space repeats, 0 where it does not; None where it never does."""
        return None

    @classmethod
    def number(cls, values: Mapping[str, Any]) -> int | None:
        """The number of neurons that have a place; None where as many as there are."""
        return None


class WiringRule(Model, abstract=True):
    """A rule that says which neurons connect, in blocks, so that wiring shows progress and can be cancelled."""

    kind = "wiring"
    dense: ClassVar[bool] = False  # every pair is connected: weights form a (post, pre) matrix
    equal_sizes: ClassVar[bool] = False  # source and target must have the same number of neurons
    listed: ClassVar[bool] = False  # the connections come with the projection
    spatial: ClassVar[bool] = False  # both sides need positions
    gridded: ClassVar[bool] = False  # both sides need positions on a grid
    shared: ClassVar[bool] = False  # connections share the weights of one kernel
    chance: ClassVar[bool] = False  # how many connections there are is drawn, too

    @classmethod
    def connections(
        cls, source: ProjectionSide, target: ProjectionSide, same: bool, values: Mapping[str, Any], random: Any
    ) -> Iterator[Block]:
        """Yield blocks; ``same`` is true for a projection onto its own source; ``random`` is a ``WiringRandom``."""
        raise TypeError(f"{cls.__name__} declares no connections")

    @classmethod
    def expected(cls, source: ProjectionSide, target: ProjectionSide, same: bool, values: Mapping[str, Any]) -> float:
        """The number of connections that there will be, or its mean where it is left to ``chance``."""
        return float(source.size) * target.size

    @classmethod
    def demand(
        cls, source: ProjectionSide, target: ProjectionSide, same: bool, values: Mapping[str, Any]
    ) -> RuleDemand | None:
        """The demand of a rule that connects by numbers; None where it takes what there is."""
        return None

    @classmethod
    def repeats(cls, values: Mapping[str, Any]) -> bool:
        """Tell whether the same two neurons may be connected more than once: its choice ``multiple_connections``."""
        return "multiple_connections" in cls.choices and cls.chosen(values, "multiple_connections") == "yes"

    @classmethod
    def window(cls, values: Mapping[str, Any]) -> tuple[int, int] | None:
        """Rows and columns of the source's grid that a target sees, of which those outside are left away."""
        return None

    @classmethod
    def result(cls, source: Shape, values: Mapping[str, Any]) -> Shape | None:
        """The shape that the target's grid must have; None where any will do. Rows of 0 mean that none fits."""
        return None

    @classmethod
    def kernel(cls, source: Shape, values: Mapping[str, Any]) -> tuple[int, ...]:
        """The shape of the weights that connections share."""
        raise TypeError(f"{cls.__name__} shares no weights")

    @classmethod
    def divided(cls, values: Mapping[str, Any]) -> int:
        """The number of groups into which the channels of both grids are divided."""
        return 1

    @classmethod
    def scale(cls, values: Mapping[str, Any]) -> float:
        """The factor of every weight."""
        return 1.0

    @classmethod
    def looks_outside(cls, values: Mapping[str, Any]) -> bool:
        """Tell whether padding is so wide that windows at an edge may see nothing of the source, where that matters."""
        return False

    @classmethod
    def takes_largest(cls, values: Mapping[str, Any]) -> bool:
        """Tell whether a target takes the largest of what its connections bring in a step, in place of their sum."""
        return False


class DegreeRule(WiringRule, abstract=True):
    """Each neuron of one side has the same number of connections, to random neurons of the other.

    ``degree`` names the parameter that says how many; they are counted by target or, not ``by_target``, by source.
    """

    category = "Random"
    degree: ClassVar[str]
    by_target: ClassVar[bool]

    self_connections = Choice(("no", "yes"), "self-connections", default="no")
    multiple_connections = Choice(("no", "yes"), "several connections between the same two neurons", default="no")

    @classmethod
    def connections(
        cls, source: ProjectionSide, target: ProjectionSide, same: bool, values: Mapping[str, Any], random: Any
    ) -> Iterator[Block]:
        """Ordered by the side that is counted, then the other."""
        size, without_self, others, degree = cls._counts(source, target, same, values)
        if degree <= 0:
            return
        draw = random.below if cls.repeats(values) else random.distinct
        together = max(1, BLOCK_CONNECTIONS // degree)
        for first in range(0, size, together):
            own = np.arange(first, min(first + together, size), dtype=np.int32)
            chosen = draw(first, len(own), degree, others)
            if without_self:
                chosen += chosen >= own[:, None]
            drawn, counted = np.sort(chosen, axis=1).ravel(), np.repeat(own, degree)
            yield Block(drawn, counted) if cls.by_target else Block(counted, drawn)

    @classmethod
    def _counts(
        cls, source: ProjectionSide, target: ProjectionSide, same: bool, values: Mapping[str, Any]
    ) -> tuple[int, bool, int, int]:
        """The neurons that are counted, whether each is kept from itself, what it may have, and its connections."""
        counted, drawn = (target.size, source.size) if cls.by_target else (source.size, target.size)
        without_self = same and cls.chosen(values, "self_connections") == "no"
        return counted, without_self, drawn - int(without_self), round(float(cls.chosen(values, cls.degree)))

    @classmethod
    def demand(
        cls, source: ProjectionSide, target: ProjectionSide, same: bool, values: Mapping[str, Any]
    ) -> RuleDemand:
        """Ask for no more neurons than there are; any number where they may repeat."""
        _, _, others, degree = cls._counts(source, target, same, values)
        return RuleDemand(cls.degree, degree, degree if cls.repeats(values) and others > 0 else others)

    @classmethod
    def expected(cls, source: ProjectionSide, target: ProjectionSide, same: bool, values: Mapping[str, Any]) -> float:
        """Exactly so many."""
        size, _, _, degree = cls._counts(source, target, same, values)
        return float(degree) * size


class DistanceRule(WiringRule, abstract=True):
    """Each pair is connected once at most, with a probability that depends on how far apart the two are."""

    category = "Distance"
    spatial = True
    chance = True

    p_max = Setting("1", "p_{max}", "largest probability", default=0.5, at_least=0.0, at_most=1.0)
    self_connections = Choice(("no", "yes"), "self-connections", default="no")

    @classmethod
    def share(cls, x: Places, y: Places, values: Mapping[str, Any], exp: Callable[[Any], Any]) -> Places:
        """The probability over ``p_max`` of pairs ``x`` and ``y`` mm apart."""
        raise TypeError(f"{cls.__name__} declares no share")

    @classmethod
    def connections(
        cls, source: ProjectionSide, target: ProjectionSide, same: bool, values: Mapping[str, Any], random: Any
    ) -> Iterator[Block]:
        """One draw for each pair; ordered by target, then source."""
        known = cls.with_defaults(values)
        without_self = same and known["self_connections"] == "no"
        sources, rows = np.arange(source.size), max(1, BLOCK_PAIRS // max(source.size, 1))
        for first in range(0, target.size, rows):
            own = np.arange(first, min(first + rows, target.size))
            x, y = target.apart(source, own[:, None], sources[None, :])
            chance = float(known["p_max"]) * cls.share(x, y, known, random.exp)
            post, pre = np.nonzero(random.uniform(first, len(own), source.size) < chance)
            post += first
            kept = pre != post if without_self else slice(None)
            yield Block(pre[kept].astype(np.int32), post[kept].astype(np.int32))

    @classmethod
    def expected(cls, source: ProjectionSide, target: ProjectionSide, same: bool, values: Mapping[str, Any]) -> float:
        """The mean, from pairs spread over both sides where there are many; at most where nobody has a place."""
        known = cls.with_defaults(values)
        without_self = same and known["self_connections"] == "no"
        pairs, most = float(source.size - int(without_self)) * target.size, float(known["p_max"])
        if source.places is None or target.places is None or not pairs:
            return most * pairs
        own = _spread(target.size, max(PAIRS_A_SIDE, BLOCK_PAIRS // source.size))
        others = _spread(source.size, max(PAIRS_A_SIDE, BLOCK_PAIRS // len(own)))
        x, y = target.apart(source, own[:, None], others[None, :])
        shares = cls.share(x, y, known, np.exp)
        counted = own[:, None] != others[None, :] if without_self else np.ones(shares.shape, bool)
        return most * pairs * float(shares.mean(where=counted))


def _spread(size: int, most: int) -> NDArray[np.int64]:
    """At most so many of ``size`` neurons, spread by the golden ratio so that no row of a grid is met twice in turn."""
    if size <= most:
        return np.arange(size)
    return np.asarray(np.arange(most) * GOLDEN % 1.0 * size, np.int64)
