"""Amounts of memory in words."""

from __future__ import annotations

from engine.problems import Phrase

MB, GB = 1e6, 1e9
ROUND = 1000 * GB  # from here on no part of a GB means anything
MOST = 1e6 * GB  # more than any machine has: how much more, nobody needs to read


def size_words(size: float) -> str:
    """A number of bytes as people write it: 1.3 GB, 60 MB, 0.4 MB, more than 1,000,000 GB."""
    if size > MOST:
        return Phrase("more than {size}", size=size_words(MOST))
    if size >= GB:
        return f"{size / GB:,.0f} GB" if size >= ROUND else f"{size / GB:.1f} GB"
    return f"{size / MB:.0f} MB" if size >= 10 * MB else f"{size / MB:.1f} MB"


def estimate_words(size: float) -> str:
    """The same of a number that is reckoned: about 1.3 GB."""
    words = size_words(size)
    return words if size > MOST else Phrase("about {size}", size=words)
