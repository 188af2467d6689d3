"""Seeds of what tests draw by chance: the usual ones, or ``FUZZ_SEEDS=7,8 python -m pytest -m fuzz -n0``."""

from __future__ import annotations

import os

VARIABLE = "FUZZ_SEEDS"


def fuzz_seeds(*usual: int) -> tuple[int, ...]:
    """What the variable gives, separated by commas, else the usual ones."""
    given = os.environ.get(VARIABLE, "")
    return tuple(int(seed) for seed in given.split(",")) if given else usual
