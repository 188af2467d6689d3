"""What to say when a state is no longer a number."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.network.timescales import fastest_time_constant
from engine.problems import Problem
from engine.simulation.finite import NOT_FINITE, NumericalFailure
from engine.simulation.network_arrays import NetworkArrays
from engine.simulation.population_arrays import PopulationArrays


def raise_if_not_finite(network: NetworkArrays, end: int) -> None:
    """Raise :class:`NumericalFailure` where a look found something, or the chunk ended before step ``end`` with it."""
    found = [f for p in network.populations.values() for f in _found(p, end)]
    if found:
        stamp, population, name, neuron = min(found, key=lambda f: f[0])
        raise _failure(network, population, name, neuron, stamp)


def _found(population: PopulationArrays, end: int) -> Iterator[tuple[int, PopulationArrays, str, int]]:
    """When, where, in which state and of which neuron numbers went wrong."""
    for name, state in population.states.items():
        for part, (low, high) in enumerate(population.parts):
            stamp, neuron = (int(number) for number in population.found[name][part])
            if stamp >= 0:
                yield stamp, population, name, low + neuron
            elif not (finite := np.isfinite(state[low:high])).all():
                yield end, population, name, low + int(np.argmin(finite))


def _failure(
    network: NetworkArrays, population: PopulationArrays, name: str, neuron: int, stamp: int
) -> NumericalFailure:
    resolution = network.network.resolution
    own, variable = _named(network, population, name)
    values = {
        "variable": variable,
        "neuron": neuron,
        "element": population.population.title or population.population.id,
        "value": str(population.states[name][neuron]),
        "time": stamp * resolution,
        "last": float(population.last[name][neuron]),
        "unit": population.compiled.states[name].unit,
        "cause": _cause(population, resolution),
    }
    return NumericalFailure(Problem(population.population.id, NOT_FINITE, values, quantity=own))


def _named(network: NetworkArrays, population: PopulationArrays, name: str) -> tuple[str, str]:
    """A state's name as its model declares it, and with the projection to whose synapses it belongs."""
    for receptor in population.receptors:
        own = name.removesuffix(f"_{receptor.label}")
        if own != name and own in receptor.synapse.states():
            projection = network.links[receptor.key].projection
            return own, f"{own} ({projection.title or projection.id})"
    return name, name


def _cause(population: PopulationArrays, resolution: float) -> str:
    fastest = fastest_time_constant(population.population, [(r.synapse, r.parameters) for r in population.receptors])
    if fastest is not None and resolution > fastest[1] / 2:
        return (
            f"Make the resolution ({resolution:g} ms) smaller than half of the shortest time constant "
            f"({fastest[0]}, {fastest[1]:g} ms)."
        )
    return "Look for weights or currents that are far too large for this population."
