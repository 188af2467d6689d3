"""Words that are longer than a line, as addresses are: they may end anywhere, since else they were cut off."""

from __future__ import annotations

import re
from functools import lru_cache

LONG = re.compile(r"[!-~]{24,}")
MAY_END_HERE = "\N{ZERO WIDTH SPACE}"


@lru_cache(maxsize=256)
def breakable(text: str) -> str:
    """The same to the eye."""
    return LONG.sub(lambda word: MAY_END_HERE.join(word[0]), text)
