"""Seeds as a person types them: ``0-9,12``."""

from __future__ import annotations

from collections.abc import Sequence

from app.i18n.translation import tr
from engine.network.seeds import SEEDS

MOST_SEEDS = 1000  # in one range
LONGEST_SEED = len(str(SEEDS))  # digits
LEAST_RANGE = 3  # seeds in a row that are told as a range


class SeedProblem(ValueError):
    """A text that names no seeds; the message is a phrase."""


def parse_seeds(text: str) -> tuple[int, ...]:
    """Read the numbers of ``0-2,7``: 0, 1, 2, 7; each once. Raises SeedProblem."""
    found: dict[int, None] = {}
    for part in text.split(","):
        first, dash, last = (piece.strip() for piece in part.partition("-"))
        low, high = parse_seed(first), parse_seed(last if dash else first)
        if high < low or high - low >= MOST_SEEDS:
            raise SeedProblem(tr("{given} is no row of at most {most} seeds such as 0-2", given=part, most=MOST_SEEDS))
        found |= dict.fromkeys(range(low, high + 1))
    return tuple(found)


def parse_seed(text: str) -> int:
    """Read one; raises SeedProblem."""
    if not text.isdecimal() or len(text) > LONGEST_SEED or int(text) >= SEEDS:
        raise SeedProblem(tr("{given} is no whole number from 0 to {last}", given=text, last=str(SEEDS - 1)))
    return int(text)


def seeds_text(seeds: Sequence[int]) -> str:
    """The text that means these seeds, in their order."""
    runs: list[list[int]] = []
    for seed in seeds:
        if runs and seed == runs[-1][-1] + 1:
            runs[-1].append(seed)
        else:
            runs.append([seed])
    parts = [f"{run[0]}-{run[-1]}" if len(run) >= LEAST_RANGE else ",".join(map(str, run)) for run in runs]
    return ",".join(parts)
