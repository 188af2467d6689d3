"""Progress of a run that takes long: a line on standard error every few seconds."""

from __future__ import annotations

import time

from app.command_line.printing import print_error
from app.i18n.translation import per_cent, tr

EVERY = 2.0  # s between two lines, and before the first: whoever waits less need not be told


class RunProgress:
    """Tells how much of ``duration`` ms is over, and how long the rest will take."""

    def __init__(self, duration: float) -> None:
        self._duration, self._began = duration, time.monotonic()
        self._told = self._began

    def __call__(self, share: float) -> bool:
        """Hear which share is done; the run always goes on."""
        now = time.monotonic()
        if now - self._told >= EVERY and 0.0 < share < 1.0:
            self._told = now
            left = (now - self._began) * (1.0 - share) / share
            words = {"time": f"{share * self._duration:.0f}", "duration": f"{self._duration:g}", "left": f"{left:.0f}"}
            print_error(
                tr("{time} of {duration} ms, {share}, {left} s left", share=per_cent(f"{100 * share:.0f}"), **words)
            )
        return True
