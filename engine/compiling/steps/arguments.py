"""One entry of a kernel's table."""

from __future__ import annotations

from typing import NamedTuple


class ArgumentText(NamedTuple):
    """One array of a kernel: element type ("F" is the precision) and length.

    ``length`` is "neurons", "lines" (as many, up to whole cache lines of bytes), "slot" (one slot of a ring),
    "capacity", "chunk" or a number.
    """

    name: str
    dtype: str
    length: str
