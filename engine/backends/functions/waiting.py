"""The refractory neurons, on arrays, where all neurons wait equally long: a queue, first come, first free.

A countdown of every waiting neuron takes eight calls of NumPy a step; the queue takes the places of its two ends. The
countdown that others read is written when a call of the backend ends.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.intp]


class RefractoryQueue:
    """Places of refractory neurons in the order in which they become free.

    ``refractory`` (neurons,) are the steps that each still waits, ``steps`` (1,) those after a spike.
    """

    def __init__(self, refractory: NDArray[np.int32], steps: NDArray[np.int32]) -> None:
        self._refractory, self._steps = refractory, steps
        self._queue: Places = np.zeros(2 * len(refractory), np.intp)
        self._free: dict[int, int] = {}  # how many become free in each step, in the order of the steps
        self._head = self._tail = self._now = self._wait = 0
        self._is_shorter = False  # whether somebody began to wait when all waited longer

    def begin(self) -> None:
        """Read the countdown, which others may have changed."""
        held = (self._refractory > 0).nonzero()[0]
        left = self._refractory[held]
        order = np.argsort(left, kind="stable")
        self._head, self._tail, self._now = 0, len(held), 0
        self._queue[: len(held)] = held[order]
        lengths, counts = np.unique(left, return_counts=True)
        self._free = dict(zip(lengths.tolist(), counts.tolist(), strict=True))
        self._wait = int(self._steps[0])
        self._is_shorter = bool(left.max(initial=0) > self._wait)

    def step(self) -> tuple[Places, Places]:
        """The neurons refractory in the next step, and those that still are after it; to be read before :meth:`add`."""
        self._now += 1
        head = self._head
        self._head += self._free.pop(self._now, 0)
        return self._queue[head : self._tail], self._queue[self._head : self._tail]

    def add(self, fired: Places) -> None:
        """These have fired in this step."""
        count, due = len(fired), self._now + self._wait
        if not self._wait:
            return
        if self._tail + count > len(self._queue):
            self._queue[: self._tail - self._head] = self._queue[self._head : self._tail].copy()
            self._head, self._tail = 0, self._tail - self._head
        later = sum(n for step, n in self._free.items() if step > due) if self._is_shorter else 0
        place = self._tail - later
        if later:
            self._queue[place + count : self._tail + count] = self._queue[place : self._tail].copy()
        self._queue[place : place + count] = fired
        self._tail += count
        self._free[due] = self._free.get(due, 0) + count

    def settle(self) -> None:
        """Write the countdown."""
        self._refractory.fill(0)
        held = self._queue[self._head : self._tail]
        due = np.sort(np.fromiter(self._free, np.int64, len(self._free)))
        self._refractory[held] = np.repeat(due, [self._free[step] for step in due.tolist()]) - self._now
