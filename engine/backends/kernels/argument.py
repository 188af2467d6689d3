"""One array that a kernel takes."""

from __future__ import annotations

from typing import NamedTuple


class Argument(NamedTuple):
    """One array of a kernel: its name, element type (``F`` is the precision) and length.

    A length is ``"neurons"``, ``"lines"`` (as many, up to whole cache lines of bytes), ``"slot"`` (this step's slot of
    a ring), ``"capacity"`` or ``"chunk"`` (the kernel keeps the bounds itself), or a number.
    """

    name: str
    dtype: str
    length: str = "capacity"
