"""A ring of rows in preallocated columns: one writer appends, any reader copies what is still there.

The writer first says which rows it is about to overwrite (``claimed``), then writes, then says that they
are readable (``written``). A reader copies and then drops the rows that were claimed meanwhile. Neither
side ever waits.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import DTypeLike, NDArray

Column: TypeAlias = NDArray[Any]


class Ring:
    """The newest ``capacity`` rows of columns that are appended together.

    A column is declared as a dtype, or as ``(dtype, width)`` for rows of ``width`` values.
    """

    def __init__(self, capacity: int, columns: Mapping[str, DTypeLike | tuple[DTypeLike, int]]) -> None:
        if capacity < 1:
            raise ValueError(f"a ring holds at least one row, not {capacity}")
        self.capacity = capacity
        self.claimed = 0
        self.written = 0
        self.begins = 0  # the rows before were overwritten, or never there
        self._declared = columns
        self._columns: dict[str, Column] = {}
        for name, declared in columns.items():
            dtype, shape = (
                (declared[0], (capacity, declared[1])) if isinstance(declared, tuple) else (declared, (capacity,))
            )
            self._columns[name] = np.empty(shape, dtype=dtype)

    def append(self, rows: int, /, **values: Column | int | float) -> None:
        """Append ``rows`` rows; of more than the capacity only the newest stay."""
        if rows == 0:
            return
        kept = min(rows, self.capacity)
        self.claimed = self.written + rows
        start = (self.written + rows - kept) % self.capacity
        first = min(kept, self.capacity - start)
        for name, column in self._columns.items():
            new = np.broadcast_to(np.asarray(values[name]), (rows, *column.shape[1:]))[rows - kept :]
            column[start : start + first] = new[:first]
            column[: kept - first] = new[first:]
        self.written += rows  # last: a reader never sees rows not yet stored

    def oldest(self) -> int:
        """Number of the oldest row that can still be read, counted from the first ever appended."""
        return max(self.begins, self.claimed - self.capacity)

    def until(self, stop: int) -> Ring:
        """Another ring with the rows before number ``stop`` that are still there, under the same numbers.

        Who reads this one goes on reading what it holds.
        """
        cut = Ring(self.capacity, self._declared)
        stop = min(stop, self.written)
        first, rows = self.rows(0, stop)
        cut.claimed = cut.written = cut.begins = min(first, stop)
        cut.append(stop - cut.written, **rows)
        return cut

    def rows(self, start: int = 0, stop: int | None = None) -> tuple[int, dict[str, Column]]:
        """Copies of the rows ``start`` to ``stop`` that are still there, and the number of the first."""
        stop = self.written if stop is None else min(stop, self.written)
        start = min(max(start, self.oldest()), stop)
        lo, count = start % self.capacity, stop - start
        first = min(count, self.capacity - lo)
        copies: dict[str, Column] = {}
        for name, column in self._columns.items():
            copy = np.empty((count, *column.shape[1:]), dtype=column.dtype)
            copy[:first] = column[lo : lo + first]
            copy[first:] = column[: count - first]
            copies[name] = copy
        lost = min(max(0, self.oldest() - start), count)  # overwritten while copying
        return start + lost, {name: copy[lost:] for name, copy in copies.items()}

    def find(self, name: str, value: float) -> int:
        """Number of the first readable row whose ``name`` is at least ``value``; that column never falls.

        The row may be overwritten before it is read; :meth:`rows` then starts later.
        """
        column = self._columns[name]
        low, high = self.oldest(), self.written
        while low < high:
            middle = (low + high) // 2
            if column[middle % self.capacity] < value:
                low = middle + 1
            else:
                high = middle
        return low
