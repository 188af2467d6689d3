"""Every synapse of any network, with or without data: the neurons that it joins, its weight and its delay.

Arrays by name: ``<link>.pre`` and ``<link>.post`` number neurons from 0, ``<link>.weight`` is in the unit of its
synapse, ``<link>.delay`` in ms, each (synapses,); ``<link>.kernel`` says which weights are one, where the wiring shares
them. Of populations ``<population>.bias`` and ``<population>.<parameter>`` (neurons,), as where matrices are written.
The description tells of each link whether its target adds up what a step brings, or takes the maximum as of a pool.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.checking.network import check
from engine.checking.problem_of import warning_of
from engine.circuit.resolved import names_in
from engine.circuit.trained import with_arrays
from engine.exporting.format import DURATION, Provenance, Verification, VerificationTrial
from engine.files.synapse_lists import COMBINES, DELAY, ENDS, FORMAT, KERNEL, MAXIMUM, SUM, VERSION, WEIGHT, of_maximum
from engine.model.registry import discovery
from engine.model.topology import WiringRule
from engine.network.description import NetworkDescription, Projection
from engine.problems import Problem, Severity, declare
from engine.sampling.resolving import population_bias, population_values
from engine.simulation.arrays.network_arrays import NetworkArrays, SimulationSettings
from engine.simulation.arrays.projection_arrays import SpikeLink
from engine.simulation.simulation import Simulation

Array = NDArray[Any]
PIECES = 20  # of the time that is run beside the file, after each of which it can be cancelled

NOTHING = declare(
    "tensors.no_synapses",
    "There is no link whose weights could be written.",
    "Draw a link between two nodes.",
)
AS_LISTS = declare(
    "tensors.as_lists",
    "The file lists every synapse with the neurons that it joins, its weight and its delay.",
    "A matrix for each link is written where training can follow data to a decoder.",
)
COMBINES_BY_MAXIMUM = declare(
    "tensors.maximum",
    "A target of {element} takes the largest of what its synapses bring in a step. The file lists them, and its "
    "description says that they combine by their maximum.",
    "Take the maximum where the file is read, not the sum.",
)


def list_refusals(description: NetworkDescription) -> list[Problem]:
    """The problems that keep any network from being built, and a note of how the file is made."""
    fatal = [problem for problem in check(description) if problem.is_fatal]
    if not description.projections:
        fatal.append(Problem("", NOTHING))
    largest = (projection for projection in description.projections if projection.takes_largest())
    notes = (warning_of(projection, COMBINES_BY_MAXIMUM) for projection in largest)
    return fatal or [Problem("", AS_LISTS, severity=Severity.WARNING), *notes]


def list_arrays(description: NetworkDescription, provenance: Provenance, seed: int) -> tuple[dict[str, Array], str]:
    """The arrays as a run with this ``seed`` begins, and what they are as JSON. Raises NetworkError."""
    built = NetworkArrays(description, SimulationSettings(seed, "float64", 1, 1))
    names = names_in(description)
    arrays: dict[str, Array] = {}
    for projection in description.projections:
        found = _synapses(built, projection)
        arrays |= {f"{names[projection.id]}.{part}": values for part, values in found.items()}
    for population in description.populations:
        values = {"bias": population_bias(population, seed), **population_values(population, seed)}
        for name, value in values.items():
            each = np.array(np.broadcast_to(value, population.size), np.float64)
            arrays[f"{names[population.id]}.{name}"] = each
    about = {
        "format": FORMAT,
        "version": VERSION,
        "dt_ms": description.resolution,
        "populations": [
            {"name": names[p.id], "model": p.model.key, "version": p.model.version, "size": p.size}
            for p in description.populations
        ],
        "links": [
            {
                "name": names[p.id],
                "source": names[p.source],
                "target": names[p.target],
                "synapse": p.synapse.key if p.synapse else "",
                "unit": p.synapse.weight.unit if p.synapse else "",
                COMBINES: MAXIMUM if p.takes_largest() else SUM,
            }
            for p in description.projections
        ],
        "provenance": dict(provenance),
    }
    return arrays, json.dumps(about, ensure_ascii=False, sort_keys=True)


def _synapses(built: NetworkArrays, projection: Projection) -> dict[str, Array]:
    ends, link = built.connections[projection.id], built.links[projection.id]
    found: dict[str, Array] = {end: np.asarray(getattr(ends, end), np.int32) for end in ENDS}
    found[WEIGHT] = link.wired_weights()
    if isinstance(link, SpikeLink):
        wires = link.connectivity
        steps = np.repeat(wires.delays, np.diff(wires.first)).astype(np.float64)
        found[DELAY] = wires.in_wiring_order(steps) * built.network.resolution
    if ends.kernel is not None:
        found[KERNEL] = np.asarray(ends.kernel, np.int32)
    return found


def verified(
    description: NetworkDescription, arrays: Mapping[str, Array], about: str, trial: VerificationTrial
) -> Verification:
    """Run the network beside one whose synapses are those of the file, and count the spikes that differ."""
    runs = [Simulation(one, seed=trial.seed) for one in (description, _with_lists(description, arrays, about))]
    steps = max(round(DURATION / description.resolution / PIECES), 1)
    differing = spikes = 0
    for piece in range(PIECES):
        ours, theirs = (_fired(run, steps) for run in runs)
        differing += sum(len(ours[id] ^ theirs[id]) for id in ours)
        spikes += sum(map(len, ours.values()))
        trial.tell((piece + 1) / PIECES)
    return Verification(differing, 0, spikes, 0, duration=steps * PIECES * description.resolution)


def _fired(run: Simulation, steps: int) -> dict[str, set[tuple[int, int]]]:
    """Step and neuron of every spike of each population."""
    blocks = run.advance(steps).spikes
    populations = {population.id for population in run.description.populations}
    return {
        id: set(zip(block.steps.tolist(), block.neurons.tolist(), strict=True))
        for id, block in blocks.items()
        if id in populations
    }


def _with_lists(description: NetworkDescription, arrays: Mapping[str, Array], about: str) -> NetworkDescription:
    names, found = names_in(description), dict[tuple[str, str], Array]()
    for projection in description.projections:
        parts = {part: arrays.get(f"{names[projection.id]}.{part}") for part in (*ENDS, WEIGHT, DELAY)}
        for part, values in parts.items():
            if values is not None or part != DELAY:  # a table has no row of what is empty
                found[projection.id, part] = np.zeros(0) if values is None else np.asarray(values, np.float64)
    rule = next(r for r in discovery.models("wiring").values() if issubclass(r, WiringRule) and r.listed)
    largest = of_maximum(about)
    kept = {p.id for p in description.projections if names[p.id] in largest}  # of lists alone targets add up
    for id, part in found:
        if id in kept and part in (WEIGHT, DELAY):
            found[id, part] = _one(found[id, part])
    links = (p if p.id in kept else replace(p, wiring=rule, wiring_parameters={}) for p in description.projections)
    return with_arrays(replace(description, projections=tuple(links)), found)


def _one(values: Array) -> Array:
    """The value of all, where they are equal."""
    return values[0] if len(values) and np.ptp(values) == 0.0 else values
