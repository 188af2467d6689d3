"""The engine on a CUDA device beside the processor: ``python -m tests.benchmarks.engine_gpu [case ...]``.

Prints the card, and for each case of :mod:`tests.benchmarks.speed` wall seconds for a biological second on the device
and on one thread of the processor, medians of turns taken one after the other, and the rates of both.
"""

from __future__ import annotations

import argparse
import sys
import time
from statistics import median

from engine.backends.cupy_device import reason_not_usable
from engine.simulation.simulation import Simulation
from tests.benchmarks.speed.case import found

ROUNDS = 3
MS = 1000.0
WAYS = (("cupy", "float32"), ("cupy", "float64"), ("numba", "float32"), ("numba", "float64"))


def card() -> str:
    """The device by its name, memory and driver."""
    import cupy

    told = cupy.cuda.runtime.getDeviceProperties(cupy.cuda.Device().id)
    driver = cupy.cuda.runtime.driverGetVersion()
    memory = told["totalGlobalMem"] / 2**30
    return f"{told['name'].decode()}, {memory:.1f} GiB, driver {driver}, CuPy {cupy.__version__}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", help=", ".join(case.name for case in found()))
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--duration", type=float, default=200.0, help="biological ms of one turn")
    given = parser.parse_args()
    reason = reason_not_usable()
    if reason is not None:
        print(reason, file=sys.stderr)
        return 1
    print(card())
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
