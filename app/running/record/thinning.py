"""Thinning of what is kept of a run: the past stays known to its beginning, and best where it is near."""

from __future__ import annotations

from collections.abc import Sequence


def least_missed(steps: Sequence[int]) -> int:
    """The place whose gap is small beside its age; the first stays, and so does the newest where it can.

    ``steps`` rise, and there is at least one.
    """
    last = len(steps) - 1
    return min(range(1, last), key=lambda i: (steps[i + 1] - steps[i - 1]) / (steps[-1] - steps[i]), default=last)
