"""Experiments of a drawing: which of its values are varied, with which seeds, and what is measured of every run."""

from __future__ import annotations

from enum import Enum
from math import isfinite
from typing import Annotated, TypeAlias

from msgspec import Meta, Struct

from app.document.bounds import Id, Index, Seed
from engine.network.seeds import SEEDS

MOST_POINTS = 1_000_000
LONGEST_NAME = 200

Count: TypeAlias = Annotated[int, Meta(ge=1, le=MOST_POINTS)]
Milliseconds: TypeAlias = Annotated[float, Meta(ge=0.0)]


class Spacing(Enum):
    """The distances of values in a range: equal, or equal in their logarithm."""

    LINEAR = "linear"
    LOGARITHMIC = "logarithmic"


class Design(Enum):
    """The way in which values of several factors meet.

    All with all; the first with the first; points spread over ranges: a Latin hypercube, or a scrambled Sobol
    sequence; or points that a search asks for, batch by batch, by what came of those before.
    """

    CROSSED = "crossed"
    PAIRED = "paired"
    LATIN_HYPERCUBE = "latin-hypercube"
    SOBOL = "sobol"
    CMA_ES = "cma-es"
    BAYESIAN = "bayesian"

    @property
    def is_search(self) -> bool:
        """True where each point depends on what came of those before."""
        return self in (Design.CMA_ES, Design.BAYESIAN)

    @property
    def is_sampled(self) -> bool:
        """True where the number of points is chosen, and not that of the values of each factor."""
        return self.is_search or self in (Design.LATIN_HYPERCUBE, Design.SOBOL)


class Goal(Enum):
    """The ways in which a search wants a measure to be."""

    MINIMISE = "minimise"
    MAXIMISE = "maximise"
    REACH = "reach"


class DistributionForm(Enum):
    """The distributions that values may be drawn from; mean and deviation of the log-normal are those of its values."""

    NORMAL = "normal"
    LOG_NORMAL = "lognormal"


class ListedValues(Struct, frozen=True, forbid_unknown_fields=True, tag="listed"):
    """Values one by one: numbers in the declared unit, or words."""

    values: tuple[float | str, ...]


class ValueRange(Struct, frozen=True, forbid_unknown_fields=True, tag="range"):
    """``count`` values from ``start`` to ``stop``, both among them; a count of 0 is left to a sampled design."""

    start: float
    stop: float
    count: Index = 0
    spacing: Spacing = Spacing.LINEAR


class ValueDistribution(Struct, frozen=True, forbid_unknown_fields=True, tag="distribution"):
    """``count`` values that halve each of as many equally likely parts of a distribution; 0 as for a range."""

    form: DistributionForm
    mean: float
    deviation: Annotated[float, Meta(gt=0.0)]
    count: Index = 0


FactorValues: TypeAlias = ListedValues | ValueRange | ValueDistribution


class Factor(Struct, frozen=True, forbid_unknown_fields=True):
    """The value ``name`` of an element, as its address says it, and the ``values`` that it takes.

    ``part`` is the part of a link whose model declares it, else "".
    """

    element: Id
    name: str
    values: FactorValues
    part: str = ""


class Objective(Struct, frozen=True, forbid_unknown_fields=True):
    """The goal of a search: the ``measure``, as a typed text, and the ``target`` of one that is to be reached.

    "" is the first measure of the experiment. Raises ValueError for a target that is not finite.
    """

    goal: Goal = Goal.MAXIMISE
    measure: str = ""
    target: float = 0.0

    def __post_init__(self) -> None:
        if not isfinite(self.target):
            raise ValueError("a target is not finite")


class Experiment(Struct, frozen=True, forbid_unknown_fields=True):
    """Runs of a network for every point of a design and every seed, and what is measured of each.

    ``points`` counts those of a sampled design, and the ``objective`` is that of a search. A run takes ``duration`` ms,
    of which the first ``discarded`` are not measured. ``measures`` are typed texts, which call elements by their ids.
    Raises ValueError for a seed that the engine does not know.
    """

    name: Annotated[str, Meta(min_length=1, max_length=LONGEST_NAME)]
    factors: tuple[Factor, ...]
    measures: tuple[str, ...]
    seeds: tuple[Seed, ...] = (0,)
    design: Design = Design.CROSSED
    points: Count = 64
    duration: Milliseconds = 1000.0
    discarded: Milliseconds = 0.0
    objective: Objective = Objective()

    def __post_init__(self) -> None:
        numbers = (self.duration, self.discarded)
        if not all(map(isfinite, numbers)):
            raise ValueError("a duration is not finite")
        if any(seed >= SEEDS for seed in self.seeds):
            raise ValueError("a seed is too large")
