"""One neuron of a run, followed through its states, for what is shown of its equations."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

from app.running.run import Run
from engine.network.description import Recording
from engine.network.values import Floats

OWN = "neuron:"  # begins the names of these recordings

Watched = tuple[str, str, int]
"""An element, one of its variables, and the number of the value that is looked at."""


@dataclass(frozen=True)
class Past:
    """The recordings of a neuron up to a moment: ``steps`` (times,) and values (times,) of what was watched.

    ``jumps`` are the rows that come after a spike of the neuron.
    """

    steps: NDArray[np.int64]
    values: dict[Watched, Floats]
    jumps: NDArray[np.int64]


class FollowedNeuron:
    """Recorded as long as it is followed; a recording changes no spike of the run."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._numbers = count()
        self._recordings: dict[Watched, str] = {}
        self._element, self._neuron = "", 0
        self._asked: Hashable = None

    @property
    def neuron(self) -> tuple[str, int]:
        """Population and number; the population is "" while none is followed."""
        return self._element, self._neuron

    def follow(self, element: str, neuron: int, watched: Sequence[Watched]) -> None:
        """Follow this one from now on, and no other."""
        asked = (element, neuron, frozenset(watched), self._run.resolution)
        if asked == self._asked:
            return
        self.leave()
        self._asked, self._element, self._neuron = asked, element, neuron
        for place in watched:
            id = f"{OWN}{next(self._numbers)}"
            self._recordings[place] = id
            of, quantity, index = place
            self._run.watch(Recording(id, of, quantity, (index,), self._run.resolution))

    def leave(self) -> None:
        """Follow none."""
        for id in self._recordings.values():
            self._run.unwatch(id)
        self._recordings.clear()
        self._element, self._asked = "", None

    def past(self, until: float, lasting: float, most: int | None = None) -> Past | None:
        """The last ``lasting`` ms before ``until`` in ms, ``most`` samples of them; None where nothing was recorded."""
        if not self._recordings:
            return None
        frames, resolution = self._run.frames, self._run.resolution
        last = min(round(until / resolution), frames.latest_step) + 1
        first = max(last - min(round(lasting / resolution), most or last), 0)
        found = {place: frames.samples(id, first, last) for place, id in self._recordings.items()}
        blocks = {place: block for place, block in found.items() if block is not None}
        if len(blocks) < len(found):
            return None
        common = _common([block.steps for block in blocks.values()])
        if not len(common):
            return None
        values = {p: b.values[np.searchsorted(b.steps, common), 0] for p, b in blocks.items()}
        spikes = frames.spikes(self._element, int(common[0]) + 1, last)
        own = spikes.steps[spikes.neurons == self._neuron]
        return Past(common, values, np.searchsorted(common, own))

    def rate(self, until: float, lasting: float) -> float | None:
        """Spikes/s of each neuron of the population, in the ``lasting`` ms before ``until`` as far as they are kept."""
        frames, resolution = self._run.frames, self._run.resolution
        size = frames.size_of(self._element)
        last = min(round(until / resolution), frames.latest_step)
        first = max(last - round(lasting / resolution), frames.first_step, frames.kept_since(self._element))
        if not size or last <= first:
            return None
        return frames.count_spikes(self._element, first + 1, last + 1) / (size * (last - first) * resolution / 1000)


def _common(steps: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """The steps that all have: a recording that began later, or lost more, has fewer."""
    first, last = max(s[0] if len(s) else 0 for s in steps), min(s[-1] if len(s) else -1 for s in steps)
    return steps[0][(steps[0] >= first) & (steps[0] <= last)]
