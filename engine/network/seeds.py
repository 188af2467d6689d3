"""The seed from which all chance of a run, a training or a script follows: a whole number of 64 bits."""

from __future__ import annotations

from hashlib import blake2b
from operator import index
from typing import Any

from engine.problems import NetworkError, Problem, declare

SEEDS = 2**64
WORD = 2**32  # seeds of most other simulators end here

BAD_SEED = declare(
    "seed", "The seed {seed} is not a whole number from 0 to {last}.", "Choose a whole number in that range."
)


def seed_of(given: Any) -> int:
    """``given`` as an integer; raises NetworkError where it is no whole number from 0 to 2⁶⁴ - 1."""
    try:
        seed = -1 if isinstance(given, bool) else index(given)
    except TypeError:
        seed = -1
    if not 0 <= seed < SEEDS:
        raise NetworkError([Problem("", BAD_SEED, {"seed": given, "last": SEEDS - 1}, quantity="seed")])
    return seed


def seed_of_32_bits(seed: int, first: int = 0) -> int:
    """A seed from ``first`` to 2³² - 1 for a simulator that takes no other: itself where it is one, else its hash."""
    if first <= seed_of(seed) < WORD:
        return seed
    digest = blake2b(seed.to_bytes(8, "little"), digest_size=8).digest()
    return first + int.from_bytes(digest, "little") % (WORD - first)
