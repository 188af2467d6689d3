"""The number of threads that gain: several beside one that does their work in turn, timed while a network runs.

The number of processors says how many threads could run, not how many do: where other programs are at work, threads
that wait for each other lose more than they gain. Either way gives the same bits, so the quicker one is
taken.
"""

from __future__ import annotations

from collections.abc import Iterator

TRIED = 200  # steps of a try: enough to tell, few enough to lose little
SOONEST, LATEST = 8, 1024  # chunks between two tries of the slower way; twice as many after each that it loses


class Pace:
    """Seconds a step of both ways, together and in turn, and when the slower one is tried again."""

    def __init__(self) -> None:
        self._seconds: dict[bool, float] = {}
        self._pause, self._left = SOONEST, 0
        self._tries = False

    @property
    def together(self) -> bool:
        """Tell whether the threads run at once, as far as is known."""
        return self._seconds.get(True, 0.0) <= self._seconds.get(False, float("inf"))

    def plan(self, first: int, last: int) -> Iterator[tuple[int, int, bool]]:
        """The steps from ``first`` to ``last`` in runs (begin, end, together); :meth:`took` is called after each."""
        unknown = [way for way in (True, False) if way not in self._seconds]
        for way in unknown or ([not self.together] if self._left <= 0 else []):
            if first < last:
                before, end = self.together, min(first + TRIED, last)
                self._tries = True
                yield first, end, way
                first = end
                lost = not unknown and self.together == before
                self._left = self._pause = min(2 * self._pause, LATEST) if lost else SOONEST
        self._left -= 1
        if first < last:
            self._tries = False
            yield first, last, self.together

    def took(self, together: bool, seconds: float, steps: int) -> None:
        """A run of so many steps took so long: all that is known after a try, half of it otherwise."""
        now = seconds / steps
        known = now if self._tries else self._seconds.get(together, now)
        self._seconds[together] = (known + now) / 2
