"""From an edited model to the first spikes: ``python -m tests.benchmarks.first_spikes [--rounds 5]``.

CPU seconds, which a busy machine disturbs less than wall seconds, in an application that has been open for a while
(its libraries are loaded): from a text of equations that no cache has ever seen, with an empty folder of kernels, and
from the same text once its kernels are compiled. 4,000 neurons of that text are joined at random and driven; counted
is until spikes are there. The compiling process beside counts no time here: the run goes on without it.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time

COLD, KNOWN = 1.5, 0.3  # s
PATIENCE = 120.0  # s until the kernels are compiled aside
TEXT = """
dv/dt = (E_L - v + R*I)/tau : mV
threshold: v > V_th
reset: v = E_L - {depth}*mV
tau = 10 ms
E_L = -65 mV
V_th = -50 mV
R = 0.1 GOhm
"""


def measure(depth: float, wait: bool) -> tuple[float, float, str]:
    """CPU and wall seconds to the first spikes in this process, and what computed them."""
    import engine
    from engine.model.registry.discovery import find
    from engine.network.description import NetworkDescription, Population, Projection
    from engine.simulation.simulation import Simulation
    from engine.simulation.warming import warm

    warm()
    began, wall = time.process_time(), time.perf_counter()
    model = engine.equations(TEXT.format(depth=depth))
    cells = Population("cells", model, 4000, bias=200.0, start={"v": -65.0})
    synapse, wiring = find("synapses/exponential_current"), find("wiring/fixed_probability")
    link = Projection("link", "cells", "cells", synapse, wiring, 1.0, 1.5, wiring_parameters={"p": 0.02})
    simulation = Simulation(NetworkDescription(populations=(cells,), projections=(link,)))
    while not len(simulation.advance(10).spikes["cells"].steps):
        pass
    taken = time.process_time() - began, time.perf_counter() - wall, simulation.backend
    until = time.perf_counter() + PATIENCE
    while wait and simulation.is_compiling and time.perf_counter() < until:
        simulation.advance(1)
        time.sleep(0.01)
    return taken


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--one", type=float, default=None, help="measure a text with this number, in this process")
    given = parser.parse_args()
    if given.one is not None:
        print(*measure(given.one, wait="SPIKELOOM_WAIT" in os.environ))
        return 0
    found: dict[str, list[tuple[float, float]]] = {"never seen": [], "known": []}
    for round in range(given.rounds):
        with tempfile.TemporaryDirectory() as folder:
            for name in found:
                environment = {**os.environ, "SPIKELOOM_KERNELS": folder, "SPIKELOOM_WAIT": "1"}
                command = [sys.executable, "-m", "tests.benchmarks.first_spikes", "--one", str(round + 0.5)]
                line = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
                cpu, wall, backend = line.split()
                found[name].append((float(cpu), float(wall)))
                print(f"{name:10} {float(cpu):.2f} CPU s  {float(wall):.2f} s  on {backend}")
    held = True
    for (name, taken), bar in zip(found.items(), (COLD, KNOWN), strict=True):
        cpu, wall = (statistics.median(column) for column in zip(*taken, strict=True))
        held &= cpu <= bar
        print(f"{name:10} median {cpu:.2f} CPU s, {wall:.2f} s (bar {bar} s)")
    return 0 if held else 1


if __name__ == "__main__":
    raise SystemExit(main())
