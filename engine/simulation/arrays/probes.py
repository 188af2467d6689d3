"""Recordings attached to a running network: they read arrays and change none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

import numpy as np

from engine.backends.kernels.kernel import Array, Operation
from engine.model.link_variables import WEIGHT, VariableOwner, VariableScope
from engine.network.description import Recording
from engine.network.values import Floats
from engine.sampling.resolving import steps_of
from engine.simulation.arrays.network_arrays import NetworkArrays
from engine.simulation.arrays.projection_arrays import SpikeLink
from engine.simulation.operations.recordings import (
    Recorder,
    SampleBlock,
    sampling,
    sampling_every_step,
)

SPIKES = "spikes"
Place: TypeAlias = tuple[slice, slice]
"""All rows, and some columns."""


class UnknownQuantity(KeyError):
    """A recording asks for an element or quantity that the network does not have."""

    def __str__(self) -> str:
        return f"nothing named {self.args[1]!r} can be recorded of {self.args[0]!r}"


class RecordingProbe:
    """One recording of a state or of weights: its samples of one chunk, and the operations that take them."""

    def __init__(self, recording: Recording, network: NetworkArrays) -> None:
        self.recording = recording
        precision = network.settings.precision
        self.population, self.array, self.each = state_array(network, recording.element, recording.quantity)
        of_synapses = self.each is VariableScope.SYNAPSE
        count = len(network.connections[recording.element].pre) if of_synapses else len(self.array)
        chosen = np.arange(count) if recording.indices is None else np.asarray(recording.indices, np.int64)
        self.indices = chosen.astype(np.int64)
        if len(self.indices) and not 0 <= self.indices.min() <= self.indices.max() < count:
            raise UnknownQuantity(recording.element, f"{recording.quantity}[{self.indices.max()}]")
        self.interval = max(int(steps_of(recording.interval, network.network.resolution)), 1)
        self.share(Recorder(len(self.indices), self.interval, network.settings.chunk, precision), 0)

    def share(self, recorder: Recorder, first: int) -> None:
        """Keep the samples in columns of ``recorder`` from ``first`` on."""
        self.recorder, self.columns = recorder, slice(first, first + len(self.indices))

    def of_links(self, part: int, network: NetworkArrays) -> list[Operation]:
        """Samples of what a link itself holds, of the part of the targets that it is about, at the end of a step."""
        if self.population:
            return []
        link = network.links[self.recording.element]
        low, high = network.part_of(link.projection.target, part)
        columns = np.arange(len(self.indices))
        if self.each is VariableScope.SYNAPSE:
            places, columns = link.chosen(self.indices, (low, high))
            return sampled(self.recorder, self.array, places, columns, network)
        if self.each is VariableScope.TARGET:
            columns = np.flatnonzero((self.indices >= low) & (self.indices < high))
        elif part:
            return []
        return sampled(self.recorder, self.array, self.indices[columns], columns, network)


Shares: TypeAlias = list[tuple[Recorder, list[tuple[str, Place]]]]
"""Each room of samples, and the recordings that it is shared by with their columns."""


def rooms_of(probes: Mapping[str, RecordingProbe]) -> Shares:
    """The recordings that share their room."""
    rooms: dict[int, tuple[Recorder, list[tuple[str, Place]]]] = {}
    for name, probe in probes.items():
        _, own = rooms.setdefault(id(probe.recorder), (probe.recorder, []))
        own.append((name, (slice(None), probe.columns)))
    return list(rooms.values())


def blocks(rooms: Shares, first: int, steps: int) -> dict[str, SampleBlock]:
    """The samples of a chunk of ``steps`` from step ``first``; recordings that share their room share one copy."""
    result: dict[str, SampleBlock] = {}
    for recorder, recordings in rooms:
        stamps, values = recorder.block(first, steps)
        for name, place in recordings:
            result[name] = SampleBlock(stamps, values[place])
    return result


def join(probes: Iterable[RecordingProbe], network: NetworkArrays) -> None:
    """Let recordings of one state share their room, so that one operation takes them all: each costs 40 ns a step."""
    for together in _alike(probes):
        width = sum(len(p.indices) for p in together)
        recorder = Recorder(width, together[0].interval, network.settings.chunk, network.settings.precision)
        first = 0
        for probe in together:
            probe.share(recorder, first)
            first += len(probe.indices)


def state_samplings(
    probes: Iterable[RecordingProbe], population: str, low: int, high: int, network: NetworkArrays
) -> list[Operation]:
    """Samples of neurons [low, high) of one population, taken right after its step, of joined ``probes``."""
    result: list[Operation] = []
    for together in _alike(p for p in probes if p.population == population):
        indices = np.concatenate([p.indices for p in together])
        columns = np.flatnonzero((indices >= low) & (indices < high))
        result += sampled(together[0].recorder, together[0].array, indices[columns], columns, network)
    return result


def _alike(probes: Iterable[RecordingProbe]) -> list[list[RecordingProbe]]:
    """Recordings of states by array and interval."""
    groups: dict[tuple[int, int], list[RecordingProbe]] = {}
    for probe in probes:
        if probe.population:
            groups.setdefault((id(probe.array), probe.interval), []).append(probe)
    return list(groups.values())


def sampled(
    recorder: Recorder, values: Array, chosen: Array, columns: Array, network: NetworkArrays
) -> list[Operation]:
    """The operation that samples, unless there is nothing to sample."""
    if not len(columns):
        return []
    precision, every = network.settings.precision, recorder.every
    if every == 1 and bool((np.diff(columns) == 1).all()):
        rule, room = np.concatenate((recorder.width, chosen)).astype(np.uint32), recorder.samples.reshape(-1)
        side_by_side = {"values": values, "rule": rule, "samples": room[int(columns[0]) :]}
        return [Operation(sampling_every_step(precision), len(columns), side_by_side)]
    arrays = {"values": values, "chosen": chosen, "columns": columns, "samples": recorder.samples, "now": network.now}
    arrays |= {"width": recorder.width, "interval": recorder.interval}
    return [Operation(sampling(precision), len(columns), arrays, every=every)]


def state_array(network: NetworkArrays, element: str, quantity: str) -> tuple[str, Array, VariableScope]:
    """The array of a state of a population (neurons,), of the current that a source sends, or of a variable of a
    projection; the element at whose step it is looked at, and of what it has a value each.

    What a link itself holds belongs to no population, ``""``: it is looked at when the step is over.
    """
    if element in network.populations:
        states = network.populations[element].states
        if quantity in states:
            return element, states[quantity], VariableScope.TARGET
    elif element in network.links:
        found = _of_link(network, element, quantity)
        if found is not None:
            return found
    elif element in network.sources and quantity in network.sources[element].model.recordable():
        return element, network.sources[element].values[0], VariableScope.TARGET
    raise UnknownQuantity(element, quantity)


def probe_values(network: NetworkArrays, element: str, quantity: str) -> Floats:
    """The values that :func:`state_array` finds, now; those of synapses in the order of the wiring."""
    population, array, each = state_array(network, element, quantity)
    if population or each is not VariableScope.SYNAPSE:
        return array.astype(np.float64)
    link = network.links[element]
    if isinstance(link, SpikeLink) and quantity != WEIGHT:
        return link.connectivity.in_wiring_order(array)
    return link.wired_weights()


def _of_link(network: NetworkArrays, element: str, quantity: str) -> tuple[str, Array, VariableScope] | None:
    link = network.links[element]
    variable = link.projection.variables().get(quantity)
    if variable is None:
        return None
    if quantity == WEIGHT:
        return "", link.weights, variable.each
    if variable.part is VariableOwner.SYNAPSE:
        population, receptor = network.receptor(element)
        return population.population.id, population.states[f"{quantity}_{receptor.label}"], variable.each
    if not isinstance(link, SpikeLink):
        return None
    name = variable.quantity.name
    held = link.released(name) if variable.part is VariableOwner.SHORT_TERM else link.remembered(name)
    return None if held is None else ("", held, variable.each)
