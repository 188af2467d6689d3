"""Questions whether a run is still wanted, asked by backends that compute in Python or take long."""

from __future__ import annotations

import time

from engine.backends.kernels.kernel import GoesOn
from engine.progress import LOOK, Cancelled


class CancellationPoint:
    """Asks whether to go on, now and then."""

    def __init__(self) -> None:
        self._goes_on: GoesOn | None = None
        self._due = 0.0

    def begin(self, goes_on: GoesOn | None) -> None:
        """Whom to ask from now on, and at once."""
        self._goes_on, self._due = goes_on, 0.0
        self.ask()

    def ask(self) -> None:
        """Raise ``Cancelled`` where the answer is no."""
        if self._goes_on is not None and time.perf_counter() > self._due:
            if not self._goes_on():
                raise Cancelled
            self._due = time.perf_counter() + LOOK
