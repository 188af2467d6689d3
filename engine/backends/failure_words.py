"""Words of a library that fails to load, within one sentence."""

from __future__ import annotations

LONGEST = 160  # letters


def failure_words(failure: BaseException) -> str:
    """The first cause of a failure on one line without its full stop, cut where it is long."""
    while failure.__cause__ is not None:
        failure = failure.__cause__
    lines = (line.strip() for line in str(failure).splitlines())
    words = " ".join(line for line in lines if any(letter.isalnum() for letter in line)) or type(failure).__name__
    if len(words) > LONGEST:
        words = f"{words[:LONGEST].rsplit(' ', 1)[0]} …"
    return words.rstrip(".")
