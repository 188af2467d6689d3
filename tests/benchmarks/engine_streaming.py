"""What recording costs the engine: ``python -m tests.benchmarks.engine_streaming [neurons]``.

CUBA without recordings, and with membranes at every step, in pieces as the window asks for them. The cases take turns
on one simulation that is set back for each; printed are medians of processor time, and the median of the ratios
within one round, which a busy machine disturbs less.
"""

from __future__ import annotations

import argparse
import time
from statistics import median

from engine.network.description import Recording
from engine.simulation.simulation import Simulation
from tests.benchmarks.speed.cases import cuba

STEPS = 2000
PIECES = (100, 330, 1000)  # steps: 10, 33 and 100 ms
CASES = {"without": (0, 0), "8 membranes": (1, 8), "8 recordings of one": (8, 1), "64 membranes": (1, 64)}
"""Recordings and neurons of each."""


def turn(simulation: Simulation, piece: int) -> float:
    """Processor seconds of one stretch."""
    began = time.thread_time()
    for done in range(0, STEPS, piece):
        simulation.advance(min(piece, STEPS - done))
    return time.thread_time() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("neurons", nargs="?", type=int, default=4000)
    parser.add_argument("--rounds", type=int, default=41)
    given = parser.parse_args()
    simulation = Simulation(cuba.description(cuba.write(given.neurons)), backend="numba")
    start = simulation.state()
    print(f"CUBA {given.neurons}: {STEPS * cuba.H:.0f} ms, median of {given.rounds} rounds (bar: 8 membranes ≤ 5 %)")
    for piece in PIECES:
        seconds: dict[str, list[float]] = {name: [] for name in CASES}
        for _ in range(given.rounds):
            for name, (recordings, neurons) in CASES.items():
                for number in range(recordings):
                    chosen = tuple((number + i * 8) * given.neurons // 1000 for i in range(neurons))
                    simulation.record(Recording(f"V{number}", "cells", "V", chosen, cuba.H))
                simulation.restore(start)
                simulation.advance(200)
                seconds[name].append(turn(simulation, piece))
                for number in range(recordings):
                    simulation.stop_recording(f"V{number}")
        bare = seconds["without"]
        print(f"pieces of {piece} steps: {median(bare) * 1000:.2f} ms without recordings")
        for name, taken in seconds.items():
            share = median(b / a for a, b in zip(bare, taken, strict=True))
            print(f"    {name:22} {median(taken) * 1000:6.2f} ms {100 * (share - 1):+6.1f} %")


if __name__ == "__main__":
    main()
