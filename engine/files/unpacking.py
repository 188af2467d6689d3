"""Limits of the memory that what is packed in one file may take, so that a small one never takes much.

This file imports nothing of the program: processes that look at files with suspicion read it alone.
"""

from __future__ import annotations

BUDGET = 2 << 30  # bytes that one file may unfold into, whatever its size
ANY = 512 << 20  # bytes that the smallest file may unfold into
SHARE = 4  # of the size of a file beside that: numbers that are packed well shrink to a quarter of their size


class TooLarge(ValueError):
    """A file would unfold into more than its size allows."""


def most(packed: int) -> int:
    """Bytes that a file of ``packed`` bytes may unfold into."""
    return ANY + SHARE * packed


class Budget:
    """The memory left for all that one file of ``packed`` bytes holds."""

    def __init__(self, packed: int) -> None:
        self._left = most(packed)

    def take(self, amount: int) -> None:
        """Before so many bytes are unfolded; raises :class:`TooLarge`."""
        self._left -= amount
        if self._left < 0:
            raise TooLarge
