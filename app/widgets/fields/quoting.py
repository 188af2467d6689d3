"""Typed text in a form that a sentence can quote."""

from __future__ import annotations

MOST = 40  # signs


def quoted(words: str) -> str:
    """The words in one line, as many as a sentence has room for: somebody may have pasted a page."""
    line = " ".join(words.split())
    return line if len(line) <= MOST else f"{line[: MOST - 1].rstrip()}…"
