"""The engine on CUBA beside Brian2 (C++ standalone) and NEST: ``python -m tests.benchmarks.engine_cuba [neurons]``.

All simulators read one file of connections and potentials and take turns; printed are medians of wall seconds
for one biological second, spikes a neuron and second, and ratios to the engine in float64.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np

from engine.model.discovery import find
from engine.network.description import Connections, NetworkDescription, Population, Projection, Sign
from engine.simulation.simulation import Simulation
from tests.benchmarks import cuba
from tests.peers.environments import python_of

HERE = Path(__file__).parent
DURATION = 1000.0  # ms
Turn = Callable[[], tuple[float, int]]


def description(file: Path) -> NetworkDescription:
    """One population and its excitatory and inhibitory connections."""
    data = np.load(file)
    neuron = find("neurons/leaky_integrate_and_fire")
    values = {"tau_m": cuba.TAU_M, "C_m": cuba.C_M, "E_L": cuba.E_L, "V_th": cuba.V_TH, "V_reset": cuba.V_RESET}
    cells = Population("cells", neuron, len(data["start"]), values | {"t_ref": cuba.T_REF}, {"V": data["start"]})
    excites = data["pre"] < int(data["excitatory"])
    projections = tuple(
        Projection(
            id, "cells", "cells", find("synapses/exponential_current"), find("wiring/explicit_list"), weight, cuba.H,
            sign, {"tau_syn": tau}, connections=Connections(data["pre"][own], data["post"][own]),
        )
        for id, own, weight, tau, sign in (
            ("e", excites, cuba.W_E, cuba.TAU_E, Sign.EXCITATORY),
            ("i", ~excites, cuba.W_I, cuba.TAU_I, Sign.INHIBITORY),
        )
    )  # fmt: skip
    return NetworkDescription(cuba.H, (cells,), projections)


def engine(file: Path, **settings: str | int) -> Turn:
    """The engine with everything compiled; every turn starts from step 0."""
    simulation = Simulation(description(file), **settings)  # type: ignore[arg-type]
    start = simulation.state()
    simulation.advance(200)

    def turn() -> tuple[float, int]:
        simulation.restore(start)
        began = time.perf_counter()
        record = simulation.run(DURATION)
        return time.perf_counter() - began, len(record.spikes["cells"])

    return turn


def peer(name: str, script: str, *arguments: str) -> Turn | None:
    """A peer in its own environment, waiting for its turns; None where the environment is missing."""
    python = python_of(name)
    if python is None:
        print(f"{name} is missing: python tests/peers/environments.py {name}", file=sys.stderr)
        return None
    environment = os.environ | {"OMP_WAIT_POLICY": "passive", "PYTHONWARNINGS": "ignore"}
    process = subprocess.Popen(
        [python, HERE / script, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True, env=environment,
    )  # fmt: skip
    assert process.stdin is not None and process.stdout is not None
    put, lines = process.stdin, process.stdout
    while (line := lines.readline()) and line.strip() != "ready":
        pass

    def turn() -> tuple[float, int]:
        put.write("go\n")
        put.flush()
        while len(parts := lines.readline().split()) != 2 or not parts[1].isdigit():
            if not parts and process.poll() is not None:
                raise RuntimeError(f"{name} ended")
        return float(parts[0]), int(parts[1])

    return turn


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("neurons", nargs="?", type=int, default=4000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cuba.npz"
        cuba.write(file, given.neurons)
        rows: dict[str, Turn | None] = {
            "engine float64": engine(file),
            "engine float32": engine(file, precision="float32"),
            "engine float64, 2 threads": engine(file, threads=2),
            "Brian2 C++ standalone": peer(
                "brian2", "peer_brian2_cuba.py", str(file), str(DURATION), f"{folder}/brian2"
            ),
            "NEST, 1 thread": peer("nest", "peer_nest_cuba.py", str(file), str(DURATION), "1"),
            "NEST, 2 threads": peer("nest", "peer_nest_cuba.py", str(file), str(DURATION), "2"),
        }
        report({name: turn for name, turn in rows.items() if turn is not None}, given.neurons, given.rounds)


def report(turns: dict[str, Turn], neurons: int, rounds: int) -> None:
    """Take turns and print the table."""
    seconds: dict[str, list[float]] = {name: [] for name in turns}
    rates: dict[str, float] = {}
    for _ in range(rounds):
        for name, turn in turns.items():
            took, spikes = turn()
            seconds[name].append(took / (DURATION / 1000.0))
            rates[name] = spikes / neurons / (DURATION / 1000.0)
    own = median(seconds["engine float64"])
    print(f"CUBA {neurons}: wall seconds a biological second, median of {rounds} interleaved runs")
    for name, values in seconds.items():
        middle = median(values)
        print(f"{name:28} {middle:8.4f}   {rates[name]:6.2f} spikes/s   {middle / own:6.2f} ×")


if __name__ == "__main__":
    main()
