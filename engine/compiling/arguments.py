"""One entry of a kernel's table."""

from __future__ import annotations

from typing import NamedTuple

BLOCK = 256  # neurons that a compiled loop updates, then searches for spikes while they are in the first cache


class Argument(NamedTuple):
    """One array of a kernel: element type ("F" is the precision) and length.

    ``length`` is "neurons", "slot" (one slot of a ring), "capacity", "chunk" or a number.
    """

    name: str
    dtype: str
    length: str
