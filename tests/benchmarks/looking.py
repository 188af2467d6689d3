"""What looking at every state in every step for numbers that went wrong costs: ``python -m tests.benchmarks.looking``.

Two simulations of one network take turns, one of which was made without its looks; printed are medians of processor
time, and the median of the ratios within one round, which a busy machine disturbs less.
"""

from __future__ import annotations

import argparse
import time
from statistics import median
from unittest.mock import patch

from engine.network.description import NetworkDescription
from engine.simulation.arrays.population_arrays import PopulationArrays
from engine.simulation.simulation import Simulation
from tests.benchmarks.speed.cases import cuba
from tests.science.microcircuit import microcircuit

WARM_UP, STEPS = 300, 300


def made(network: NetworkDescription, precision: str, looks: bool) -> Simulation:
    """A simulation that has run for a while."""
    if looks:
        simulation = Simulation(network, backend="numba", precision=precision)
    else:
        with patch.object(PopulationArrays, "look_operations", lambda _population, _part, _now: []):
            simulation = Simulation(network, backend="numba", precision=precision)
    simulation.advance(WARM_UP)
    return simulation


def turn(simulation: Simulation) -> float:
    """Processor ms of one stretch."""
    began = time.thread_time()
    simulation.advance(STEPS)
    return 1000 * (time.thread_time() - began)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=41)
    rounds = parser.parse_args().rounds
    networks = {"CUBA 4,000": cuba.description(cuba.write(4000)), "microcircuit 10 %": microcircuit(0.1)}
    for name, network in networks.items():
        for precision in ("float64", "float32"):
            looking, blind = (made(network, precision, looks) for looks in (True, False))
            taken = [(turn(looking), turn(blind)) for _ in range(rounds)]
            with_looks, without = (median(column) for column in zip(*taken, strict=True))
            share = 100 * (median(a / b for a, b in taken) - 1)
            print(f"{name:18} {precision}  {with_looks:6.2f} ms, without looks {without:6.2f} ms: {share:+.1f} %")


if __name__ == "__main__":
    main()
