"""The engine in a process of its own: ``python -m tests.benchmarks.speed.run_engine``.

It is given the case, the folder, the duration, the backend, the precision and the threads.
Prints ``ready SECONDS BYTES``, what building took and how much the process grew by it, then for every line read
``SECONDS SPIKES`` of one run from step 0.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from engine.simulation.simulation import Simulation
from engine.simulation.warming import warm
from tests.benchmarks.speed.case import found, load
from tests.benchmarks.speed.memory import resident


def main(name: str, folder: str, duration: float, backend: str, precision: str, threads: int) -> None:
    case = next(case for case in found() if case.name == name)
    if backend == "numba":
        warm()
    arrays = load(Path(folder))
    before, began = resident(), time.perf_counter()
    simulation = Simulation(case.description(arrays), backend=backend, precision=precision, threads=threads)
    built = time.perf_counter() - began
    start = simulation.state()
    simulation.advance(200)
    print("ready", built, resident() - before, flush=True)
    for _ in sys.stdin:
        simulation.restore(start)
        began = time.perf_counter()
        record = simulation.run(duration)
        print(time.perf_counter() - began, len(record.spikes["cells"]), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4], sys.argv[5], int(sys.argv[6]))
