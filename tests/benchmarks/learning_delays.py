"""Learnt delays beside such as stay: ``python -m tests.benchmarks.learning_delays [digits] [lags]``.

Digits told by when pixels fire: 64-100-10 discrete LIF, split B, final epoch of 30, seeds 0-2. Weights and biases
alone, with one step of delay everywhere or with random delays of 1 to 8 steps for each connection, beside the same with
delays that are learnt too. Lags (``tests/engine/learning/lags.py``) are told by delays alone: ten neurons that know no
earlier step stand between four channels and five classes; final epoch of 40. All settings are the defaults but for
batches of 20 there. The tables are written into docs/learning.md by the run itself.
"""

from __future__ import annotations

import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np

from engine.circuit.delays import OF_EACH, OF_SOURCES, OF_TARGETS
from engine.learning.components.declared import ANNEALED
from engine.learning.methods.surrogate_gradient import WEIGHTS_ONLY, WITH_DELAYS, SurrogateGradient
from engine.learning.training.fitting import fit
from engine.network.values import Uniform, Value
from tests.benchmarks.page import put
from tests.engine.learning.lags import lags
from tests.engine.learning.networks import digits

SEEDS, EPOCHS, SIDE_BY_SIDE = range(3), 30, 2
SPREAD = Uniform(1.0, 8.0)
TRIED: tuple[tuple[str, Value, str], ...] = (
    ("one step everywhere, weights learnt", 1.0, WEIGHTS_ONLY),
    ("one delay a link, learnt too", 1.0, WITH_DELAYS),
    ("1 to 8 steps for each connection, weights learnt", SPREAD, WEIGHTS_ONLY),
    ("1 to 8 steps for each connection, learnt too", SPREAD, WITH_DELAYS),
)
BETWEEN = Uniform(1.0, 25.0)  # steps: what the kernel reaches too
LAGS_EPOCHS = 40
OF_LAGS: tuple[tuple[str, Value, dict[str, str]], ...] = (
    ("one step everywhere, weights learnt", 1.0, {"trains": WEIGHTS_ONLY}),
    ("1 to 25 steps for each connection, weights learnt", BETWEEN, {"trains": WEIGHTS_ONLY}),
    ("the same, learnt too, in whole steps", BETWEEN, {"trains": WITH_DELAYS}),
    *(
        (f"{of}, by an annealed kernel", 1.0, {"trains": WITH_DELAYS, "delays_act": ANNEALED, "delays_of": of})
        for of in (OF_EACH, OF_SOURCES, OF_TARGETS)
    ),
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


def trained_on_lags(delay: Value, settings: dict[str, str], seed: int) -> tuple[float, float]:
    """Accuracy, and CPU seconds an epoch."""
    network, began = lags(delay), time.process_time()
    result = fit(network, SurrogateGradient, epochs=LAGS_EPOCHS, seed=seed, settings={**settings, "batch": 20.0})
    return result.accuracy, (time.process_time() - began) / LAGS_EPOCHS


def of_lags() -> None:
    lines = ["| delays | seeds 0–2 | mean | CPU s an epoch |", "|---|---|---|---|"]
    with ProcessPoolExecutor(SIDE_BY_SIDE, get_context("spawn")) as pool:
        begun = [[pool.submit(trained_on_lags, delay, given, seed) for seed in SEEDS] for _, delay, given in OF_LAGS]
        for (name, _, _), trainings in zip(OF_LAGS, begun, strict=True):
            found = [training.result() for training in trainings]
            each = " / ".join(f"{100 * accuracy:.1f}" for accuracy, _ in found)
            mean, seconds = (statistics.mean(part) for part in zip(*found, strict=True))
            lines.append(f"| {name} | {each} | {100 * mean:.1f} % | {seconds:.2f} |")
            print(lines[-1], flush=True)
    put("learning_lags", "\n".join(lines))


def main() -> int:
    parts = sys.argv[1:] or ["digits", "lags"]
    if "digits" in parts:
        of_digits()
    if "lags" in parts:
        of_lags()
    return 0


def of_digits() -> None:
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


if __name__ == "__main__":
    sys.exit(main())
