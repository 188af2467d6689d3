"""Words for the memory and time of a training: in the Learn panel, and before it begins without a window."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.i18n.translation import localized, remedy, sentences, tr
from engine.backends import FASTEST
from engine.network.description import NetworkDescription
from engine.problems import Problem
from engine.sizes import MB, size_words

if TYPE_CHECKING:
    from engine.learning.components.memory import MemoryDemand


@dataclass(frozen=True)
class Needed:
    """The ways to train, the one that is chosen, the bytes that may be used, and those that are free now."""

    ways: Sequence[MemoryDemand]
    chosen: MemoryDemand
    most: int
    free: int
    samples: int = 0  # bytes beside, of samples that are read in pieces

    @property
    def fits(self) -> bool:
        """True if a training may begin."""
        return self.chosen.memory <= min(self.most, self.free)


def ask_memory_demand(
    description: NetworkDescription, key: str, settings: Mapping[str, float | str], backend: str = FASTEST
) -> Needed | None:
    """Ask a method that fits; None of one that does not."""
    from engine.circuit.circuit import circuit
    from engine.circuit.device import PROCESSOR, device
    from engine.learning.components.memory import BUDGET, allowed_bytes, free_bytes, planned_way
    from engine.learning.methods import methods

    method = methods().get(key)
    if method is None or any(problem.is_fatal for problem in method.refusals(description)):
        return None
    place = PROCESSOR if method.stays_because else device(backend)
    found, complete = replace(circuit(description), device=place), method.complete(settings)
    ways, most = method.demands(found, complete), allowed_bytes(found, complete)
    free = most if complete.get(BUDGET) else free_bytes(found)
    chosen = planned_way(found, ways, complete) if len(ways) > 1 else ways[0]
    return Needed(ways, chosen, most, free, found.samples.held)


def demand_words(needed: Needed) -> str:
    """Say what is needed in the way that is chosen, then in the others."""
    from engine.learning.components.memory import CROWDED_BUT_FOR_SEGMENTS

    first = needed.chosen
    text = tr("Needs {size}", size=_size(first.memory))
    if first.steps:
        text = tr("{needs}: {way}", needs=text, way=_way(first, needed.ways[0]))
    for way in needed.ways:
        if way != first:
            other = tr("{way}: {size}", way=_beside(way), size=_size(way.memory))
            text = tr("{needs}; {other}", needs=text, other=_with_time(other, way, needed.ways[0]))
    if needed.samples:
        text = tr("{needs}; {size} beside for samples read in pieces", needs=text, size=_size(needed.samples))
    if first.memory > needed.most:
        return tr("{needs}. That is more than the budget of {budget}.", needs=text, budget=_size(needed.most))
    if first.memory > needed.free:
        words = tr("{needs}. Only {free} is free now.", needs=text, free=_size(needed.free))
        least = min(way.memory for way in needed.ways)
        if least > needed.free:
            return words
        way_out = Problem("", CROWDED_BUT_FOR_SEGMENTS, {"budget": math.ceil(least / MB)})
        return sentences(words, remedy(way_out))
    return tr("{needs}.", needs=text)


def _size(size: float) -> object:
    return localized(size_words(size))


def _way(way: MemoryDemand, usual: MemoryDemand) -> str:
    steps = f"{way.steps:,}"
    if way.segments > 1:
        words = tr(
            "{steps} {steps:step|steps} in {count} {count:segment|segments}", steps=steps, count=f"{way.segments:,}"
        )
        return _with_time(words, way, usual)
    if way.held < way.steps:
        return tr("{held} of {steps} {steps:step|steps} at a time", held=f"{way.held:,}", steps=steps)
    return tr("{steps} {steps:step|steps}", steps=steps)


def _beside(way: MemoryDemand) -> str:
    return (
        tr("in {count} {count:segment|segments}", count=f"{way.segments:,}") if way.segments > 1 else tr("all at once")
    )


def _with_time(words: str, way: MemoryDemand, usual: MemoryDemand) -> str:
    """Add how much longer it takes, and, where it does to the last digit, that it finds the same."""
    if way.pace == 1:
        return words
    slower = tr("{what}, about {pace} × the time", what=words, pace=f"{way.pace:.1f}")
    return tr("{what}, same result", what=slower) if way.length == usual.length else slower
