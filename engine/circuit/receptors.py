"""Projections that share the state of their synapses when presentations are shown in batches."""

from __future__ import annotations

from engine.circuit.circuit import Circuit, carries_current
from engine.simulation.arrays.population_arrays import ReceptorGroup, receptor_groups


def receptors(circuit: Circuit, population: str) -> tuple[ReceptorGroup, ...]:
    """One receptor for all projections onto a population whose synapses are alike."""
    return receptor_groups(p for p in circuit.into(population) if p.passes_spikes() and not carries_current(circuit, p))


def labels(circuit: Circuit) -> dict[str, str]:
    """The label of the receptor at which each projection's spikes arrive; currents and values have none."""
    return {
        id: receptor.label
        for population in circuit.populations
        for receptor in receptors(circuit, population.id)
        for id in receptor.projections
    }
