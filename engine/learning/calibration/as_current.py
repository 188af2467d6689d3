"""The current that does what an arrival does, if one does, found by trying the declared step of a neuron."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from engine.circuit.circuit import Circuit
from engine.circuit.receptors import receptors
from engine.learning.calibration.lift import lift, tried_of
from engine.learning.calibration.tried import TriedNeuron
from engine.network.description import Projection

SIZES = (0.125, 0.25)  # of what fires the neuron alone: none of them does
AFTER = 4  # steps that are looked at: what is left of a spike would show
EQUAL = 1e-9  # relative
NOTHING, CURRENT = 0, 1  # copies that are tried, before those of arrivals


@dataclass(frozen=True)
class _Tried(TriedNeuron):
    """One neuron, of which one receptor gets an arrival."""

    neurons: int
    receptor: int
    unit: float


def current_of_arrival(circuit: Circuit, projection: Projection, seed: int) -> float | None:
    """The current in the step of an arrival of 1 that does just what the arrival does; None where there is none.

    A neuron at rest gets the one or the other, and all its states are the same ever after. Neurons of a population
    that differ give the mean of their currents where they have the same.
    """
    population = circuit.by_id[projection.target]
    labels = [r.projections for r in receptors(circuit, population.id)]
    receptor = next(n for n, ids in enumerate(labels) if projection.id in ids)
    tried = tried_of(circuit, population, seed)
    unit = lift(circuit, population, seed).weights[receptor]
    made = _Tried(tried.model, tried.values, tried.synapses, tried.resolution, tried.neurons, receptor, unit)
    return _found(made)


@lru_cache(maxsize=256)  # a neuron is tried for each link onto populations like it (decision 0220)
def _found(tried: _Tried) -> float | None:
    given = [size * tried.unit for size in SIZES]
    first = _states(tried, [(0.0, 0.0), (0.0, given[0]), (given[0], 0.0)])
    if first is None:
        return None
    none, by_current, by_arrival = first
    membrane = tried.model.membrane
    moved, wanted = (s[membrane][0] - none[membrane][0] for s in (by_current, by_arrival))
    if not np.all(np.isfinite(moved)) or np.any(moved == 0):
        return None
    ratios = wanted / moved
    ratio = float(ratios.mean())
    if ratio == 0 or np.any(np.abs(ratios - ratio) > EQUAL * abs(ratio)):
        return None
    for size in given:
        shown = _states(tried, [(0.0, ratio * size), (size, 0.0)])
        if shown is None or not all(_same(shown[0][name], shown[1][name]) for name in tried.model.states()):
            return None
    return ratio


def _same(one: np.ndarray, other: np.ndarray) -> bool:
    largest = max(float(np.abs(one).max(initial=0.0)), float(np.abs(other).max(initial=0.0)))
    return bool(np.all(np.abs(one - other) <= EQUAL * largest))


def _states(tried: _Tried, given: list[tuple[float, float]]) -> list[dict[str, np.ndarray]] | None:
    """The states (steps, neurons) after what each copy is given in the first step: an arrival and a current.

    None where one of them fires.
    """
    scan = tried.scan(tried.neurons, len(given), 1)
    scan.begin({})
    found: list[dict[str, list[np.ndarray]]] = [{name: [] for name in tried.model.states()} for _ in given]
    for step in range(AFTER):
        for number, arrived in enumerate(scan.arrived.values()):
            here = step == 0 and number == tried.receptor
            arrived[:] = np.repeat([a if here else 0.0 for a, _ in given], tried.neurons)
        scan.injected[0] = np.repeat([c if step == 0 else 0.0 for _, c in given], tried.neurons)
        scan.forward(0, 1)
        if tried.model.fires() and scan.spikes[0].any():
            return None
        for name in tried.model.states():
            for copy, now in zip(found, scan.state(name).reshape(len(given), -1), strict=True):
                copy[name].append(now.copy())
    return [{name: np.array(states) for name, states in copy.items()} for copy in found]
