"""The engine beside its peers: ``python -m tests.benchmarks.speed [case ...]``, all cases where none is named.

All simulators read one file of connections, initial states and listed spikes, and take turns, so that what else the
machine does falls on all of them; what is told are medians. Ratios are given only where the rates agree within 3 %.
Each case writes its own part of docs/performance.md. ``--rounds``, ``--duration`` and ``--only`` serve for trying;
with ``--dry`` the page is left alone. The peers' environments are made by ``python -m tests.peers.environments``.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from engine.simulation.simulation import Simulation
from tests.benchmarks.page import PERFORMANCE, put
from tests.benchmarks.speed.case import Case, found, load
from tests.benchmarks.speed.memory import bandwidth
from tests.benchmarks.speed.page import REFERENCE, table
from tests.benchmarks.speed.simulators import ENGINE, Simulator, rows, started
from tests.benchmarks.speed.traffic import Traffic, of_run

ROUNDS = 7
GIGA, MEBI = 1e9, 1 << 20


def measured(case: Case, folder: Path, names: list[str], rounds: int, duration: float) -> str:
    """Build the case in every simulator, one after the other, let them take turns, and tell what came out."""
    case.save(folder)
    simulators: list[Simulator] = []
    absent: dict[str, str] = {}
    try:
        for name in names:
            simulator = started(name, case, folder, duration)
            if isinstance(simulator, str):
                absent[name] = simulator
                continue
            try:
                simulator.ready()
            except RuntimeError as failure:
                simulator.close()
                absent[name] = f"{failure}; see its log: {last_words(folder / f'{name}.log')}"
                continue
            print(f"    {name}: built in {simulator.built:.2f} s", file=sys.stderr, flush=True)
            simulators.append(simulator)
        for turn in range(rounds):
            for simulator in simulators:
                if turn < case.turns(simulator.name, rounds):
                    simulator.turn()
    finally:
        for simulator in simulators:
            simulator.close()
    traffic, synapses = walked(case, folder, duration)
    return table(case, simulators, absent, synapses, duration, shares(simulators, traffic, duration))


def shares(simulators: list[Simulator], traffic: Mapping[str, Traffic], duration: float) -> list[str]:
    """How much of the time of each compiled row of one thread its memory alone would take."""
    said = []
    for s in simulators:
        if s.name in traffic:
            run, took = traffic[s.name], median(s.seconds)
            said.append(
                f"{s.name} moves {run.walked / GIGA:.1f} GB within {run.walked_within / MEBI:.1f} MiB of neurons and"
                f" {run.delivered / GIGA:.1f} GB within {run.delivered_within / MEBI:.1f} MiB of synapses, in"
                f" {took / run.least_seconds(bandwidth):.1f} times the seconds in which one core copies as much there"
            )
    return said


def last_words(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1] if lines else "nothing"


def walked(case: Case, folder: Path, duration: float) -> tuple[dict[str, Traffic], int]:
    """What a compiled run of one thread moves, by row, and the number of synapses."""
    arrays = load(folder)
    traffic = {}
    for name, (backend, precision, threads) in ENGINE.items():
        if (backend, threads) == ("numba", "1"):
            simulation = Simulation(case.description(arrays), precision=precision, backend=backend)
            traffic[name] = of_run(simulation, duration)
            simulation.close()
    return traffic, sum(len(arrays[f"pre {group}"]) for group in case.groups)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    known = list(found())
    parser.add_argument("cases", nargs="*", help=", ".join(case.name for case in known))
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--duration", type=float, default=None, help="biological ms of one turn")
    parser.add_argument("--only", default="", help="rows whose names begin so, separated by semicolons")
    parser.add_argument("--dry", action="store_true", help="print, and leave the page alone")
    given = parser.parse_args()
    wanted = [case for case in known if not given.cases or any(case.name.startswith(n) for n in given.cases)]
    starts = tuple(given.only.split(";"))
    for case in wanted:
        print(f"{case.name} …", file=sys.stderr, flush=True)
        names = [name for name in rows(case) if name.startswith(starts) or name == REFERENCE]
        with tempfile.TemporaryDirectory() as folder:
            text = measured(case, Path(folder), names, given.rounds, given.duration or case.duration)
        print(f"{case.name}\n{text}\n", flush=True)
        if not given.dry:
            put(case.name, f"### {case.name}\n\n{text}", PERFORMANCE)


if __name__ == "__main__":
    main()
