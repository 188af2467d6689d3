"""Work that is done in pieces, so that it shows how far it is and can be given up at any time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Event, Thread
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.model import loading

Progress = Callable[[float], bool]
"""Called with the share done; answers whether to go on."""

PIECE = 1 << 18
"""Connections that are handled between two calls of a :data:`Progress`: some ten milliseconds."""

CLEAR = 1 << 20
"""Numbers that are written, or whose memory is asked of the system, at a time."""

SMALLEST = 1e-12  # of a share

LOOK = 0.02
"""Seconds between two questions whether to go on, while something is waited for."""

Result = TypeVar("Result")


class Cancelled(Exception):
    """The caller's progress said no."""


class Work:
    """A part of the whole, from the share ``low`` to ``high``; what it tells never goes back."""

    def __init__(self, progress: Progress | None = None) -> None:
        self._progress, self._low, self._high = progress, 0.0, 1.0
        self._told = [0.0]  # the highest share so far, of all parts together

    @property
    def can_be_cancelled(self) -> bool:
        """True if somebody listens."""
        return self._progress is not None

    def tell(self, share: float) -> None:
        """So much of this part is done; raises :class:`Cancelled`."""
        self._told[0] = max(self._told[0], self._low + (self._high - self._low) * min(share, 1.0))
        if self._progress is not None and not self._progress(self._told[0]):
            raise Cancelled

    def run_in_thread(self, act: Callable[[], Result]) -> Result:
        """Give or raise what ``act`` does; in a thread of its own where somebody may say no, so that it can be asked.

        An ``act`` that is given up finishes unheard, or ends where it reads data: it changes nothing but caches.
        """
        if not self.can_be_cancelled:
            return act()
        errand = _Errand(act)
        try:
            self.wait(errand.done)
        except Cancelled:
            errand.is_wanted = False
            raise
        return errand.result()

    def wait(self, done: Event, share: Callable[[], float] = lambda: 0.0) -> None:
        """Ask whether to go on until ``done``, and tell the ``share`` that is."""
        while not done.wait(LOOK):
            self.tell(share())
        self.tell(share())

    def remaining(self) -> Work:
        """The rest of this part."""
        done = (self._told[0] - self._low) / max(self._high - self._low, SMALLEST)
        return self.part(min(max(done, 0.0), 1.0), 1.0)

    def part(self, low: float, high: float) -> Work:
        """The part of this part from ``low`` to ``high``."""
        part, width = Work(self._progress), self._high - self._low
        part._low, part._high, part._told = self._low + width * low, self._low + width * high, self._told
        return part

    def pieces(self, count: int, piece: int = PIECE) -> Iterator[slice]:
        """Slices of ``count`` things one after another; each is told when the next is asked for."""
        for low in range(0, count, piece):
            yield slice(low, min(low + piece, count))
            self.tell((low + piece) / count)


class _Errand(Generic[Result]):
    """One call in a thread of its own, which the process does not wait for."""

    def __init__(self, act: Callable[[], Result]) -> None:
        self._act, self.done, self.is_wanted = act, Event(), True
        self._given: list[Result] = []
        self._error: BaseException | None = None
        Thread(target=self._run, name="beside", daemon=True).start()

    def _run(self) -> None:
        try:
            with loading.heard_by(lambda _share: self.is_wanted):
                self._given.append(self._act())
        except BaseException as error:  # whatever it is, who waits raises it
            self._error = error
        finally:
            self.done.set()

    def result(self) -> Result:
        """Give what the act gave; raises what it raised."""
        if self._error is not None:
            raise self._error
        return self._given.pop()


def concatenated(parts: list[NDArray[Any]], dtype: Any, work: Work) -> NDArray[Any]:
    """One array of all ``parts``, which are emptied as they are copied."""
    whole = np.empty(sum(map(len, parts)), dtype)
    done = 0
    for number, part in enumerate(parts):
        for piece in work.part(number / len(parts), (number + 1) / len(parts)).pieces(len(part)):
            whole[done + piece.start : done + piece.stop] = part[piece]
        done += len(part)
    parts.clear()
    return whole


def cleared(count: int, dtype: Any, work: Work) -> NDArray[Any]:
    """Zeros whose memory the system has given: else it would do so for all of them in one compiled call."""
    array = np.empty(count, dtype)
    for piece in work.pieces(count, CLEAR):
        array[piece] = 0
    return array
