"""Whether training will fit into memory: asked before it begins."""

from __future__ import annotations

import os

from engine.learning.circuit import Circuit
from engine.network.memory import SHARE as FREE_SHARE
from engine.network.memory import free_memory
from engine.problems import Problem, declare

TOO_MUCH = declare(
    "learning.memory",
    "Training would need about {needed:.1f} GB of memory; {budget:.1f} GB may be used.",
    "Choose a smaller batch, fewer steps a sample, or a smaller network.",
)
SHARE = 0.5  # of the machine's memory
UNKNOWN = 4 << 30  # bytes, where the system does not say what it has
GB = 1e9


def budget() -> int:
    """Bytes that training may take: half of the machine's memory, or what is free of it."""
    try:
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf
        return UNKNOWN
    return int(min(total * SHARE, FREE_SHARE * free_memory()))


def refusal(circuit: Circuit, needed: int, allowed: int) -> Problem | None:
    """The problem where ``needed`` bytes are more than ``allowed``, at the circuit's largest population."""
    if needed <= allowed:
        return None
    largest = max(circuit.populations, key=lambda population: population.size)
    return Problem(largest.id, TOO_MUCH, {"needed": needed / GB, "budget": allowed / GB})
