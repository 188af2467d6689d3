"""Projections that share the state of their synapses when presentations are shown in batches."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.circuit.circuit import Circuit, carries_current
from engine.network.description import Projection
from engine.simulation.arrays.population_arrays import ReceptorGroup


def receptors(circuit: Circuit, population: str) -> tuple[ReceptorGroup, ...]:
    """One receptor for all projections onto a population whose synapses are alike."""
    return tuple(
        ReceptorGroup(f"r{number}", synapse, group[0].synapse_values(), tuple(p.id for p in group))
        for number, group in enumerate(_groups(circuit, population))
        if (synapse := group[0].synapse) is not None
    )


def labels(circuit: Circuit) -> dict[str, str]:
    """The label of the receptor at which each projection's spikes arrive; currents have none."""
    return {
        id: receptor.label
        for population in circuit.populations
        for receptor in receptors(circuit, population.id)
        for id in receptor.projections
    }


def _groups(circuit: Circuit, population: str) -> list[list[Projection]]:
    groups: list[list[Projection]] = []
    for p in _with_spikes(circuit, population):
        same = (g for g in groups if g[0].synapse is p.synapse and _alike(g[0], p))
        group = next(same, None)
        if group is None:
            groups.append([p])
        else:
            group.append(p)
    return groups


def _with_spikes(circuit: Circuit, population: str) -> Iterator[Projection]:
    return (p for p in circuit.into(population) if p.synapse is not None and not carries_current(circuit, p))


def _alike(first: Projection, second: Projection) -> bool:
    """Equal parameters of the same synapse model: their states may be one."""
    one, other = first.synapse_values(), second.synapse_values()
    return all(np.array_equal(np.asarray(one[n]), np.asarray(other[n])) for n in one)
