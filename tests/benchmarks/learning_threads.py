"""Training by one processor and by all: ``python -m tests.benchmarks.learning_threads``.

784-800-10 on images of 28 × 28, 25 steps of Poisson input, batches of 128. A process for each number of processors
trains an epoch when it is told to, by turns, so that what else the machine does falls on all; the weights after each
epoch must be equal to the last digit. ``--before FOLDER`` trains beside them what another checkout of the project
makes of it, by all processors. ``--dry`` leaves docs/learning.md alone.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from statistics import median

import numpy as np

from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.training.fitting import fit
from engine.learning.training.training_progress import Progress
from engine.network.description import NetworkDescription
from tests.benchmarks.learning_speed.case import CASES
from tests.benchmarks.page import Met, put, table

PART, CASE = "learning_threads", CASES[2]
BARS = {"one": 0.6, "before": 0.4}  # of the seconds of an epoch by one processor; of the checkout before


def network(samples: int) -> NetworkDescription:
    """The images over and over, each time with other noise of the encoder; the last one is the test."""
    drawn = CASE.description()
    values, labels = CASE.images()
    places = np.append(np.arange(samples) % len(values), 0)
    own = {"x": values[places], "labels": labels[places].astype(np.float64), "scale": "as they are"}
    return replace(drawn, datasets=(replace(drawn.datasets[0], parameters=own),))


def train(samples: int) -> None:
    """An epoch for every line read; prints seconds, and a digest of the weights."""
    began = 0.0

    def wait(progress: Progress) -> bool:
        nonlocal began
        if progress.arrays is None and progress.epoch == 1 and not began:
            print("ready", flush=True)
        elif progress.arrays is not None:
            seconds, digest = time.perf_counter() - began, hashlib.sha256()
            for key in sorted(progress.arrays):
                digest.update(np.ascontiguousarray(progress.arrays[key]).tobytes())
            print(seconds, digest.hexdigest()[:12], flush=True)
        else:
            return True
        goes_on = bool(sys.stdin.readline())
        began = time.perf_counter()
        return goes_on

    fit(network(samples), SurrogateGradient, epochs=1000, batch=CASE.batch, seed=0, on_progress=wait)


class Trainer:
    """A process in a folder that trains by so many processors."""

    def __init__(self, samples: int, processors: list[int], folder: Path) -> None:
        start = f"import runpy; runpy.run_path({__file__!r}, run_name='__main__')"  # the engine is that of the folder
        numbers = ",".join(map(str, processors))
        command = [sys.executable, "-c", start, "--samples", str(samples), "--train", numbers]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=folder)
        assert self._process.stdout is not None and self._process.stdout.readline().strip() == "ready"

    def turn(self) -> tuple[float, str]:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        seconds, digest = self._process.stdout.readline().split()
        return float(seconds), digest

    def close(self) -> None:
        self._process.kill()
        self._process.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=60_000)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--before", type=Path)
    parser.add_argument("--dry", action="store_true")
    parser.add_argument("--train", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.train:
        os.sched_setaffinity(0, {int(number) for number in chosen.train.split(",")})
        train(chosen.samples)
        return
    mine, here = sorted(os.sched_getaffinity(0)), Path(__file__).parents[2]
    trainers = {
        "one processor": Trainer(chosen.samples, mine[:1], here),
        f"all {len(mine)}": Trainer(chosen.samples, mine, here),
    }
    if chosen.before:
        trainers["all, the commit before"] = Trainer(chosen.samples, mine, chosen.before)
    seconds: dict[str, list[float]] = {name: [] for name in trainers}
    for epoch in range(chosen.epochs):
        digests = []
        for name, trainer in trainers.items():
            spent, digest = trainer.turn()
            seconds[name].append(spent)
            digests.append(digest)
            print(f"epoch {epoch + 1}, {name}: {spent:.2f} s, weights {digest}", flush=True)
        if digests[0] != digests[1]:
            raise SystemExit("The weights differ by the number of processors.")
    for trainer in trainers.values():
        trainer.close()
    one, every, *before = seconds
    shares = {one: _ratio(seconds[every], seconds[one])}
    shares |= {name: _ratio(seconds[every], seconds[name]) for name in before}
    rows = [[name, f"{median(spent):.2f}", f"{shares[name]:.2f}" if name in shares else ""]
            for name, spent in seconds.items()]  # fmt: skip
    bars = [Met(f"all by {name}", shares[name], BARS["one" if name == one else "before"]) for name in shares]
    text = table(["by", "s an epoch", "all, of it"], rows, *bars)
    print(text)
    if not chosen.dry:
        put(PART, text)


def _ratio(some: list[float], others: list[float]) -> float:
    """The median of ratios, epoch by epoch."""
    return median(a / b for a, b in zip(some, others, strict=True))


if __name__ == "__main__":
    main()
