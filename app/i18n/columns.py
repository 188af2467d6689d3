"""Tables in columns of a terminal, where a sign of Chinese is as wide as two of others."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

WIDE = ("W", "F")  # East Asian width: Unicode Standard Annex 11


def in_columns(table: Sequence[Sequence[str]]) -> Iterator[str]:
    """A line for each row: the first cell to the left, the others to the right of their columns."""
    widths = [max(map(_width, column)) for column in zip(*table, strict=True)]
    for first, *others in table:
        cells = [" " * (width - _width(cell)) + cell for cell, width in zip(others, widths[1:], strict=True)]
        yield "  ".join([first + " " * (widths[0] - _width(first)), *cells])


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in WIDE else 1 for sign in text)
