"""What to say when a state is no longer a number."""

from __future__ import annotations

import numpy as np

from engine.network.timescales import fastest_time_constant
from engine.problems import Problem
from engine.simulation.finite import EVERY, NOT_FINITE, NumericalFailure
from engine.simulation.network_arrays import NetworkArrays
from engine.simulation.population_arrays import PopulationArrays


def raise_if_not_finite(network: NetworkArrays) -> None:
    """Raise :class:`NumericalFailure` where a look found something, or a chunk ended before the next look."""
    for population in network.populations.values():
        for name, state in population.states.items():
            for part, (low, high) in enumerate(population.parts):
                found = population.found[name][part]
                if found[0] < 0 and not np.isfinite(state[low:high]).all():
                    found[:] = -1, int(np.argmin(np.isfinite(state[low:high])))
                    raise _failure(network, population, name, low + int(found[1]), None)
                if found[0] >= 0:
                    raise _failure(network, population, name, low + int(found[1]), int(found[0]))


def _failure(
    network: NetworkArrays, population: PopulationArrays, name: str, neuron: int, stamp: int | None
) -> NumericalFailure:
    resolution = network.network.resolution
    step = stamp if stamp is not None else int(network.now[0]) + EVERY
    values = {
        "variable": name,
        "neuron": neuron,
        "element": population.population.title or population.population.id,
        "value": str(population.states[name][neuron]),
        "time": step * resolution,
        "last": float(population.last[name][neuron]),
        "unit": population.compiled.states[name].unit,
        "cause": _cause(population, resolution),
    }
    return NumericalFailure(Problem(population.population.id, NOT_FINITE, values, quantity=name))


def _cause(population: PopulationArrays, resolution: float) -> str:
    fastest = fastest_time_constant(population.population, [(r.synapse, r.parameters) for r in population.receptors])
    if fastest is not None and resolution > fastest[1] / 2:
        return (
            f"Make the resolution ({resolution:g} ms) smaller than half of the shortest time constant "
            f"({fastest[0]}, {fastest[1]:g} ms)."
        )
    return "Look for weights or currents that are far too large for this population."
