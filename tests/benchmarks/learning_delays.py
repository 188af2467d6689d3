"""Digits told by when pixels fire, with learnt delays and without: ``python -m tests.benchmarks.learning_delays``.

64-100-10 discrete LIF, split B, final epoch of 30, seeds 0-2. Weights and biases alone, with one step of delay
everywhere or with random delays of 1 to 8 steps for each connection, beside the same with delays that are learnt
too. All settings are the defaults. The table is written into docs/learning.md by the run itself.
"""

from __future__ import annotations

import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np

from engine.learning.methods.surrogate_gradient import WEIGHTS_ONLY, WITH_DELAYS, SurrogateGradient
from engine.learning.training.fitting import fit
from engine.network.values import Uniform, Value
from tests.benchmarks.page import put
from tests.engine.learning.networks import digits

SEEDS, EPOCHS, SIDE_BY_SIDE = range(3), 30, 2
SPREAD = Uniform(1.0, 8.0)
TRIED: tuple[tuple[str, Value, str], ...] = (
    ("one step everywhere, weights learnt", 1.0, WEIGHTS_ONLY),
    ("one delay a link, learnt too", 1.0, WITH_DELAYS),
    ("1 to 8 steps for each connection, weights learnt", SPREAD, WEIGHTS_ONLY),
    ("1 to 8 steps for each connection, learnt too", SPREAD, WITH_DELAYS),
)
Found = tuple[float, float, float]


def trained(delay: Value, trains: str, seed: int) -> Found:
    """Accuracy, CPU seconds an epoch, and the mean of learnt delays in steps."""
    network, began = digits(encoder="encoders/latency", delay=delay), time.process_time()
    result = fit(network, SurrogateGradient, epochs=EPOCHS, seed=seed, settings={"trains": trains})
    seconds = (time.process_time() - began) / EPOCHS
    learnt = [value for (_, name), value in result.arrays.items() if name == "delay"]
    mean = float(np.mean(np.concatenate([np.ravel(value) for value in learnt]))) if learnt else float("nan")
    return result.accuracy, seconds, mean


def main() -> int:
    lines = ["| delays | seeds 0–2 | mean | CPU s an epoch | mean delay learnt |", "|---|---|---|---|---|"]
    with ProcessPoolExecutor(SIDE_BY_SIDE, get_context("spawn")) as pool:
        begun = [[pool.submit(trained, delay, trains, seed) for seed in SEEDS] for _, delay, trains in TRIED]
        for (name, _, _), trainings in zip(TRIED, begun, strict=True):
            found = [training.result() for training in trainings]
            accuracies = [accuracy for accuracy, _, _ in found]
            delay = statistics.mean(mean for _, _, mean in found)
            words = (
                name,
                " / ".join(f"{100 * accuracy:.1f}" for accuracy in accuracies),
                f"{100 * statistics.mean(accuracies):.1f} %",
                f"{statistics.median(seconds for _, seconds, _ in found):.2f}",
                "–" if np.isnan(delay) else f"{delay:.1f}",
            )
            lines.append(f"| {' | '.join(words)} |")
            print(lines[-1], flush=True)
    put("learning_delays", "\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
