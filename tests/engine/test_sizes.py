"""Amounts of memory are read at a glance, however much it is."""

from __future__ import annotations

import pytest

from engine.sizes import estimate_words, size_words


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0.0, "0.0 MB"),
        (4e5, "0.4 MB"),
        (6e7, "60 MB"),
        (1.34e9, "1.3 GB"),
        (2.98e12, "2,980 GB"),
        (1e15, "1,000,000 GB"),
        (1.1e15, "more than 1,000,000 GB"),
        (1e308, "more than 1,000,000 GB"),
        (float("inf"), "more than 1,000,000 GB"),
        (10**400, "more than 1,000,000 GB"),
    ],
)
def test_an_amount_of_memory_is_short(size: float, words: str) -> None:
    assert size_words(size) == words
    assert estimate_words(size) == (words if words.startswith("more") else f"about {words}")
