"""Local receptive fields trained beside convolutions: ``python -m tests.benchmarks.learning_local_fields``.

Made-up images of 28 × 28 in 25 steps of Poisson input, two layers of windows of 5 × 5 (maps of 24 × 24, 16 of 10 × 10),
ten neurons, batches of 64. One network shares the weights of a map, in the other each connection has its own; edges cut
windows of the latter, so it has 12 maps where the former has 11, and as many connections. Each is in a process of its
own, by the same processor, and they take some batches by turns. Writes its table into docs/learning.md; ``--dry``
leaves the page alone.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from statistics import median

import numpy as np

from engine.backends import linear_algebra
from engine.circuit.circuit import circuit
from engine.datasets.own_samples import OwnSamples
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.training.batches import batch_of
from engine.model.registry.discovery import find
from engine.network.description import Dataset, NetworkDescription, Population, Projection
from tests.benchmarks.page import Met, put, table
from tests.engine.learning.networks import digits, projection

PART = "learning_local_fields"
BATCH, STEPS, TURN = 64, 25.0, 4  # batches of a turn
LIF = "neurons/discrete_leaky_integrate_and_fire_subtractive"
RULES = {"Convolution": "wiring/convolution", "Local receptive fields": "wiring/local_receptive_field"}
MAPS = {"Convolution": 11, "Local receptive fields": 12}  # of the first layer
MOST_TIME = 1.1  # of a convolution's


def network(name: str) -> NetworkDescription:
    """Two layers of windows by a rule of wiring."""
    rule, first = RULES[name], MAPS[name]
    random, drawn, grid = np.random.default_rng(0), digits(hidden=1), find("positions/grid")
    images = np.where(random.random((4 * BATCH, 28, 28)) < 0.2, random.random((4 * BATCH, 28, 28)), 0.0)
    own = {"x": images, "labels": random.integers(0, 10, 4 * BATCH).astype(np.float64)}

    def maps(id: str, channels: int, side: int) -> Population:
        shape = {"channels": float(channels), "rows": float(side), "columns": float(side)}
        return Population(id, find(LIF), channels * side**2, positions=grid, positions_parameters=shape)

    def windows(source: str, target: str, channels: int, stride: int) -> Projection:
        numbers = {"height": 5.0, "width": 5.0}
        if rule == "wiring/convolution":
            numbers |= {"channels": float(channels), "stride": float(stride)}
        return projection(f"{source} {target}", source, target, wiring=find(rule), wiring_parameters=numbers)

    return NetworkDescription(
        resolution=1.0,
        datasets=(Dataset("data", OwnSamples, {**own, "scale": "as they are"}, sample_time=STEPS),),
        encoders=drawn.encoders,
        populations=(maps("first", first, 24), maps("second", 16, 10), Population("out", find(LIF), 10)),
        projections=(
            windows("code", "first", first, 1), windows("first", "second", 16, 2), projection("read", "second", "out"),
        ),
        decoders=drawn.decoders,
    )  # fmt: skip


def run(name: str) -> None:
    """Train some batches for every line read; prints CPU seconds a batch and MB. By one processor."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    found = circuit(network(name))
    settings = SurrogateGradient.complete({"batch": float(BATCH), "learning_rate": 1e-3})
    with linear_algebra.one_thread():
        learner = SurrogateGradient.learner(found, settings, 1)
        batches = [batch_of(found, np.arange(BATCH) + BATCH * k, BATCH * k) for k in range(TURN)]
        for batch in batches[:2]:
            learner.learn(batch)
        wired = learner.weights.wiring
        print(sum(len(wired[id].connections.pre) for id in ("code first", "first second")), flush=True)
        while sys.stdin.readline():
            began = time.process_time()
            for batch in batches:
                learner.learn(batch)
            spent = (time.process_time() - began) / TURN
            print(spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, flush=True)


@dataclass(frozen=True)
class Measured:
    """Connections of the layers of windows, CPU seconds a batch in every turn, the peak of memory in MB."""

    products: int
    seconds: list[float]
    peak: float


def measured(turns: int) -> dict[str, Measured]:
    """Both networks, by turns."""
    command = [sys.executable, "-m", "tests.benchmarks.learning_local_fields", "--engine"]
    pipe = subprocess.PIPE
    trainers = {name: subprocess.Popen([*command, name], stdin=pipe, stdout=pipe, text=True) for name in RULES}
    found: dict[str, Measured] = {}
    try:
        for name, trainer in trainers.items():
            assert trainer.stdout is not None
            found[name] = Measured(int(trainer.stdout.readline()), [], 0.0)
        for _ in range(turns):
            for name, trainer in trainers.items():
                assert trainer.stdin is not None and trainer.stdout is not None
                trainer.stdin.write("\n")
                trainer.stdin.flush()
                spent, peak = map(float, trainer.stdout.readline().split())
                found[name] = Measured(found[name].products, [*found[name].seconds, spent], peak)
    finally:
        for trainer in trainers.values():
            trainer.kill()
            trainer.wait()
    return found


def page(found: dict[str, Measured]) -> str:
    """The table: products, seconds of a batch, memory."""
    rows = [
        [name, f"{one.products:,}", f"{1000 * median(one.seconds):.0f}", f"{one.peak:.0f}"]
        for name, one in found.items()
    ]
    shared, own = found.values()
    ratio = median(b / a for a, b in zip(shared.seconds, own.seconds, strict=True))
    head = ["", "products a step", "CPU ms a batch", "MB"]
    return table(head, rows, Met("CPU time, of a convolution's", ratio, MOST_TIME))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=7)
    parser.add_argument("--dry", action="store_true", help="print, and leave the page alone")
    parser.add_argument("--engine", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.engine:
        run(given.engine)
        return
    text = page(measured(given.turns))
    print(text)
    if not given.dry:
        put(PART, text)


if __name__ == "__main__":
    main()
