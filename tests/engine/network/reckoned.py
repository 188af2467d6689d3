"""What a run is reckoned to need."""

from __future__ import annotations

from engine.checking.memory import memory_parts
from engine.network.description import NetworkDescription


def reckoned(network: NetworkDescription, precision: str = "float64") -> int:
    """Bytes of a whole run at its peak."""
    return int(sum(part.size for part in memory_parts(network, precision)))
