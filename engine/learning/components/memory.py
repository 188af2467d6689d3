"""The memory that training takes, in every way that it can be done: known, and chosen from, before it begins."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.circuit.circuit import Circuit
from engine.problems import Problem, declare
from engine.sizes import MB, estimate_words, size_words

TOO_MUCH = declare(
    "learning.memory",
    "Training would need {needed} of memory; {budget} may be used.",
    "Choose a smaller batch, fewer steps a sample, a smaller network, or a larger memory budget where there is one.",
)
CROWDED = declare(
    "learning.crowded",
    "Training needs {needed} of memory, and {free} is free now.",
    "Close other programs, or choose a smaller batch.",
)
CROWDED_BUT_FOR_SEGMENTS = declare(
    "learning.crowded_but_for_segments",
    "Training needs {needed} of memory, and {free} is free now.",
    "Close other programs, or set a memory budget of {budget} MB, with which it goes in segments.",
)
DOUBLE = 8  # bytes of a number
SHARE = 0.5  # of the machine's memory
UNKNOWN = 4 << 30  # bytes, where the system does not say what it has
BUDGET = "memory_budget"  # the setting of methods that can do with less, in MB


@dataclass(frozen=True)
class MemoryDemand:
    """One way to train: ``memory`` in bytes, with ``held`` of ``steps`` of a presentation kept at a time.

    ``pace`` is its time, about, by that of a method's quickest way. Sums over steps are those over segments of
    ``length``: ways with the same length find the same to the last digit. Where memory does not depend on steps, or
    nothing is divided, ``length`` is that of all. Without steps all three are 0.
    """

    memory: int
    steps: int = 0
    held: int = 0
    pace: float = 1.0
    length: int = 0

    @property
    def segments(self) -> int:
        """The number of segments that are computed anew; 1 where all steps are kept, or what is cut is let go."""
        return -(-self.steps // self.length) if self.pace > 1 and self.length else 1


def budget() -> int:
    """Bytes that training may take: half of the machine's memory."""
    try:
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf
        return UNKNOWN
    return int(total * SHARE)


def in_double_precision(circuit: Circuit, settings: Mapping[str, float | str], per_step: int, per_weight: int) -> int:
    """Bytes of so many numbers of each step of each sample of a batch, and of each weight."""
    weights = sum(circuit.size(p.source) * circuit.size(p.target) for p in circuit.projections)
    shown = circuit.steps * round(float(settings["batch"]))
    return DOUBLE * (shown * per_step + per_weight * weights)


def allowed_bytes(circuit: Circuit, settings: Mapping[str, float | str]) -> int:
    """Bytes that training with these settings may take: their own budget, if they have one, or the device's."""
    return round(float(settings.get(BUDGET, 0)) * MB) or circuit.device.budget() or budget()


def free_bytes(circuit: Circuit) -> int:
    """Bytes that are free on the device now, without those that samples take which are read in pieces."""
    free = circuit.device.free()
    return max(free - int(circuit.samples.held), 0) if circuit.device.is_host else free


def open_ways(demands: Sequence[MemoryDemand], settings: Mapping[str, float | str]) -> tuple[MemoryDemand, ...]:
    """Ways among which memory may decide: those that find the same as the first to the last digit.

    With a budget of its own a training may take any: its settings say then what it finds.
    """
    own = bool(settings.get(BUDGET))
    return tuple(way for way in demands if own or way.length == demands[0].length)


def planned_way(circuit: Circuit, demands: Sequence[MemoryDemand], settings: Mapping[str, float | str]) -> MemoryDemand:
    """The way that a training takes which begins now."""
    most = allowed_bytes(circuit, settings)
    if not settings.get(BUDGET):  # who names a budget answers for it
        most = min(most, free_bytes(circuit))
    return chosen_way(open_ways(demands, settings), most)


def chosen_way(demands: Sequence[MemoryDemand], most: int) -> MemoryDemand:
    """The first way that takes at most ``most`` bytes; where none does, the one that takes least."""
    return next((d for d in demands if d.memory <= most), min(demands, key=lambda demand: demand.memory))


def memory_problem(circuit: Circuit, needed: int, most: int) -> Problem | None:
    """The problem where ``needed`` bytes are more than ``most``, at the circuit's largest population."""
    if needed <= most:
        return None
    largest = max(circuit.populations, key=lambda population: population.size)
    return Problem(largest.id, TOO_MUCH, {"needed": estimate_words(needed), "budget": size_words(most)})


def crowded(circuit: Circuit, ways: Sequence[MemoryDemand], needed: int) -> Problem | None:
    """The problem where ``needed`` bytes are more than is free now; one of the ``ways`` may take less."""
    free = free_bytes(circuit)
    if needed <= free:
        return None
    largest = max(circuit.populations, key=lambda population: population.size)
    least = min(way.memory for way in ways)
    words = {"needed": estimate_words(needed), "free": size_words(free)}
    if least > free or least == needed:
        return Problem(largest.id, CROWDED, words)
    return Problem(
        largest.id, CROWDED_BUT_FOR_SEGMENTS, words | {"budget": f"{math.ceil(least / MB)}"}, quantity=BUDGET
    )
