"""Snapshots of weights through a run: from the first of all to the newest, the fewer the longer ago they were taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from app.running.record.thinning import least_missed
from engine.network.description import Connections
from engine.network.values import Floats

ROOM = 64 << 20  # bytes of the snapshots of all projections together
FEWEST = 8  # snapshots that the room must hold of one projection; of a larger one nothing but the newest is known
MOST = 512  # of one projection


@dataclass(frozen=True)
class WeightSnapshot:
    """``weights`` (synapses,) as they were after ``step`` steps and until ``last``, and between which neurons."""

    step: int
    weights: Floats
    connections: Connections
    last: int


class WeightPast:
    """One thread keeps, any reads: what is read is never changed, only replaced."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._kept: Mapping[str, tuple[WeightSnapshot, ...]] = {}

    @property
    def size(self) -> int:
        """Bytes of all that is kept."""
        return sum(_size(kept) for kept in self._kept.values())

    def keep(self, projection: str, snapshot: WeightSnapshot) -> None:
        """Keep it, and let go of what is missed least."""
        if snapshot.weights.nbytes * FEWEST > self._room:
            return
        kept = tuple(each for each in self._kept.get(projection, ()) if each.step < snapshot.step)
        if kept and _alike(kept[-1], snapshot):
            kept, snapshot = kept[:-1], replace(kept[-1], last=snapshot.last)
        self._kept = {**self._kept, projection: (*kept, snapshot)}
        if len(self._kept[projection]) > MOST:
            self._thin(projection)
        while self.size > self._room:
            self._thin(max(self._kept, key=lambda id: _size(self._kept[id])))

    def at(self, projection: str, step: int) -> WeightSnapshot | None:
        """The last one that was taken by then; None where none is kept of that time."""
        return next((each for each in reversed(self._kept.get(projection, ())) if each.step <= step), None)

    def until(self, step: int) -> WeightPast:
        """Another past that ends with ``step``."""
        cut = WeightPast(self._room)
        cut._kept = {id: tuple(each for each in kept if each.step <= step) for id, kept in self._kept.items()}
        return cut

    def _thin(self, projection: str) -> None:
        kept = self._kept[projection]
        missed = least_missed([each.step for each in kept])
        self._kept = {**self._kept, projection: (*kept[:missed], *kept[missed + 1 :])}


def _size(kept: tuple[WeightSnapshot, ...]) -> int:
    return sum(each.weights.nbytes for each in kept)


def _alike(one: WeightSnapshot, other: WeightSnapshot) -> bool:
    return one.connections is other.connections and np.array_equal(one.weights, other.weights)
