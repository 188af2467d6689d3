"""Numbers for what looks alike, so that pictures are kept and compared by a number."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from itertools import count

_numbers = count()


@lru_cache(maxsize=8192)  # one number for all that look the same from afar: decision 0178
def look_number(look: Hashable) -> int:
    """A number that equal looks share; once it was long not asked for, a look may get another."""
    return next(_numbers)
