"""Trains a case here, one turn for every line read: ``python -m tests.benchmarks.learning_speed.run_engine CASE``.

Prints as ``run_torch.py`` does. The training is one call of ``fit`` without an end, which waits between its epochs: all
that it does belongs to a turn.
"""

from __future__ import annotations

import sys
import time

from threadpoolctl import threadpool_info

from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.training.fitting import fit
from engine.learning.training.training_progress import Progress
from tests.benchmarks.learning_speed.case import CASES, SEED, WARM

ALIKE = {"learning_rate": 5e-4, "schedule": "constant", "smoothing": 0.0}
ENDLESS = 100_000


def products() -> str:
    """What makes matrix products here."""
    found = next(pool for pool in threadpool_info() if pool["user_api"] == "blas")
    return f"{found['internal_api']}-{found['architecture']}"


def main(name: str) -> None:
    case = next(case for case in CASES if case.name == name)
    began = time.perf_counter()
    used = 0.0

    def wait(progress: Progress) -> bool:
        nonlocal began, used
        if progress.arrays is None or (turns := progress.epoch - WARM) < 0 or turns % case.epochs:
            return True
        seconds = time.perf_counter() - began
        if turns:
            print(time.process_time() - used, seconds, progress.training_accuracy, flush=True)
        else:
            print("ready", products(), flush=True)
        goes_on = bool(sys.stdin.readline())
        used, began = time.process_time(), time.perf_counter()
        return goes_on

    fit(
        case.description(), SurrogateGradient, epochs=ENDLESS, batch=case.batch, seed=SEED, settings=ALIKE,
        on_progress=wait,
    )  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1])
