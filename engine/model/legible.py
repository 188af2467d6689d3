"""Words of strangers' files, made fit for a sentence."""

from __future__ import annotations

WORD, SENTENCE = 80, 400  # characters of what stands within a sentence, and of a whole one
NO_SIGN = "\N{REPLACEMENT CHARACTER}"


def legible(value: object, longest: int = WORD) -> object:
    """A text, or what is wrong, cut at its end and without signs that cannot be seen; numbers as they are."""
    if isinstance(value, int | float) or value is None:
        return value
    words = value if isinstance(value, str) else str(value)
    shown = "".join(sign if sign.isprintable() else NO_SIGN for sign in words[: longest + 1])
    return f"{shown[:longest]}…" if len(words) > longest else shown
