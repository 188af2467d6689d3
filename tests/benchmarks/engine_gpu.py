"""The engine and learning on a CUDA device beside the processor: ``python -m tests.benchmarks.engine_gpu [case ...]``.

Prints the card, and for each case of :mod:`tests.benchmarks.speed` wall seconds for a biological second on the device
and on one thread of the processor, medians of turns taken one after the other, and the rates of both.

The case ``learning`` trains by every method that goes to a device, each on the first network here that it fits: wall
milliseconds of a batch in both homes, medians of batches that take turns, and how far the weights are apart after them.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import replace
from statistics import median
from typing import Any

import numpy as np

from engine.backends.cupy_device import reason_not_usable
from engine.circuit.circuit import circuit
from engine.circuit.device import device
from engine.learning.components.method import Batch, LearningMethod
from engine.learning.methods import methods
from engine.network.description import NetworkDescription
from engine.network.values import Uniform
from engine.simulation.simulation import Simulation
from tests.benchmarks.learning_normad import network as trains
from tests.benchmarks.speed.case import found
from tests.engine.learning.networks import LIF, digits
from tests.engine.learning.test_every_method import CONTINUOUS, COUNTING, timed

ROUNDS = 3
MS = 1000.0
LEARNING, HIDDEN, BATCH, BATCHES, WARM = "learning", 1000, 128, 10, 2
WAYS = (("cupy", "float32"), ("cupy", "float64"), ("numba", "float32"), ("numba", "float64"))


def card() -> str:
    """The device by its name, memory and driver."""
    import cupy

    told = cupy.cuda.runtime.getDeviceProperties(cupy.cuda.Device().id)
    driver = cupy.cuda.runtime.driverGetVersion()
    memory = told["totalGlobalMem"] / 2**30
    return f"{told['name'].decode()}, {memory:.1f} GiB, driver {driver}, CuPy {cupy.__version__}"


def wide(neuron: str = LIF, **changes: Any) -> NetworkDescription:
    """Digits through 1,000 hidden neurons."""
    return digits(hidden=HIDDEN, neuron=neuron, weight=Uniform(-0.05, 0.06), **changes)


def network_for(method: type[LearningMethod]) -> NetworkDescription:
    """The first large network that it fits."""
    drawn = wide(), wide(COUNTING), timed(wide(CONTINUOUS)), trains(seed=0)
    return next(network for network in drawn if not any(p.is_fatal for p in method.refusals(network)))


def learning(rounds: int) -> None:
    """Print a line for each method."""
    print(f"learning: wall ms a batch, median of {rounds}")
    for name, method in methods().items():
        if method.stays_because:
            print(f"    {name:28} {method.stays_because}")
            continue
        found = circuit(network_for(method))
        batch = min(BATCH, len(found.samples.labels))
        settings = method.complete({"batch": float(batch)})
        homes = {home: replace(found, device=device(home)) for home in ("cupy", "numpy")}
        learners = {home: method.learner(there, settings, 1) for home, there in homes.items()}
        taken: dict[str, list[float]] = {home: [] for home in homes}
        for number in range(rounds + WARM):
            some = np.arange(number * batch, (number + 1) * batch) % len(found.samples.labels)
            targets = found.samples.targets
            wanted = None if targets is None else targets.raster(some, found.steps).astype(np.float64)
            shown = Batch(found.samples.values[some], found.samples.labels[some], some, targets=wanted)
            for home, learner in learners.items():
                began = time.perf_counter()
                learner.learn(shown)  # it fetches what the loss needs, so it waits for the device
                taken[home].append((time.perf_counter() - began) * MS)
        words = "   ".join(f"{home} {median(times[WARM:]):9.2f}" for home, times in taken.items())
        here, there = (learner.arrays() for learner in learners.values())
        apart = max(float(np.abs(here[key] - there[key]).max() / max(np.abs(there[key]).max(), 1e-3)) for key in here)
        print(f"    {name:28} {words}   apart {apart:.1e}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", help=", ".join([LEARNING, *(case.name for case in found())]))
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--duration", type=float, default=200.0, help="biological ms of one turn")
    given = parser.parse_args()
    reason = reason_not_usable()
    if reason is not None:
        print(reason, file=sys.stderr)
        return 1
    print(card())
    if not given.cases or LEARNING in given.cases:
        learning(given.rounds * BATCHES)
    for case in found():
        if given.cases and not any(case.name.startswith(name) for name in given.cases):
            continue
        network = case.description(case.write())
        runs = {way: Simulation(network, backend=way[0], precision=way[1]) for way in WAYS}
        starts = {way: simulation.state() for way, simulation in runs.items()}
        seconds: dict[tuple[str, str], list[float]] = {way: [] for way in WAYS}
        spikes: dict[tuple[str, str], int] = {}
        for _ in range(given.rounds + 1):  # the first turn compiles and is not counted
            for way, simulation in runs.items():
                simulation.restore(starts[way])
                began = time.perf_counter()
                record = simulation.run(given.duration)
                seconds[way].append((time.perf_counter() - began) / (given.duration / MS))
                spikes[way] = len(record.spikes["cells"])
        print(f"{case.name}: wall seconds a biological second, median of {given.rounds}")
        for (name, precision), taken in seconds.items():
            rate = spikes[name, precision] / case.neurons / (given.duration / MS)
            print(f"    {name:6} {precision}  {median(taken[1:]):9.4f}   {rate:6.2f} spikes/s")
        for simulation in runs.values():
            simulation.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
