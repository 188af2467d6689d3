"""An array in a file that is not read yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.samples.blocks import Rows


@dataclass(frozen=True)
class ArrayInFile:
    """The ``shape`` and the type of an array, of whose first axis so many are read ``together`` by its ``rows``.

    These hold ``held`` bytes to read by. ``in_columns`` it lies with its first axis last, and ``packing`` names the way
    in which it is packed where that is none that is read in pieces.
    """

    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    rows: Callable[[], Rows]
    together: int
    held: int = 0
    in_columns: bool = False
    packing: str = ""

    @property
    def is_numbers(self) -> bool:
        """True of whole and real numbers, and of truths."""
        return self.dtype.kind in "biuf" and len(self.shape) > 0
