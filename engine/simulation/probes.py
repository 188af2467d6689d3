"""Recordings attached to a running network: they read arrays and change none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from engine.backends.kernel import Array, Operation
from engine.network.description import Recording
from engine.simulation.network_arrays import NetworkArrays
from engine.simulation.projection_arrays import SpikeLink
from engine.simulation.recordings import Recorder, SampleBlock, sampling, sampling_arrays
from engine.simulation.resolving import steps_of

SPIKES, WEIGHT = "spikes", "weight"


class UnknownQuantity(KeyError):
    """A recording asks for an element or quantity that the network does not have."""

    def __str__(self) -> str:
        return f"nothing named {self.args[1]!r} can be recorded of {self.args[0]!r}"


class Probe:
    """One recording of a state or of weights: its samples of one chunk, and the operations that take them."""

    def __init__(self, recording: Recording, network: NetworkArrays) -> None:
        self.recording = recording
        self.is_weight = recording.quantity == WEIGHT
        precision = network.settings.precision
        if self.is_weight:
            if recording.element not in network.links:
                raise UnknownQuantity(recording.element, recording.quantity)
            count = len(network.connections[recording.element].pre)
        else:
            self.population, self.array = state_array(network, recording.element, recording.quantity)
            count = len(self.array)
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
        """Samples of the weights onto one part, or of what a link's sources share, taken at the end of a step."""
        if not self.is_weight:
            own = part == 0 and not self.population
            columns = np.arange(len(self.indices))
            return sampled(self.recorder, self.array, self.indices, columns, network) if own else []
        link = network.links[self.recording.element]
        places, columns = link.chosen(self.indices, network.part_of(link.projection.target, part))
        return sampled(self.recorder, link.weights, places, columns, network)


def blocks(probes: Mapping[str, Probe], first: int, steps: int) -> dict[str, SampleBlock]:
    """The samples of a chunk of ``steps`` from step ``first``; recordings that share their room share one copy."""
    taken = {id(p.recorder): p.recorder for p in probes.values()}
    whole = {key: recorder.block(first, steps) for key, recorder in taken.items()}
    result: dict[str, SampleBlock] = {}
    for name, probe in probes.items():
        block = whole[id(probe.recorder)]
        result[name] = SampleBlock(block.steps, block.values[:, probe.columns])
    return result


def join(probes: Iterable[Probe], network: NetworkArrays) -> None:
    """Let recordings of one state share their room, so that one operation takes them all: each costs 40 ns a step."""
    for together in _alike(probes):
        width = sum(len(p.indices) for p in together)
        recorder = Recorder(width, together[0].interval, network.settings.chunk, network.settings.precision)
        first = 0
        for probe in together:
            probe.share(recorder, first)
            first += len(probe.indices)


def state_samplings(
    probes: Iterable[Probe], population: str, low: int, high: int, network: NetworkArrays
) -> list[Operation]:
    """Samples of neurons [low, high) of one population, taken right after its step, of joined ``probes``."""
    result: list[Operation] = []
    for together in _alike(p for p in probes if not p.is_weight and p.population == population):
        indices = np.concatenate([p.indices for p in together])
        columns = np.flatnonzero((indices >= low) & (indices < high))
        result += sampled(together[0].recorder, together[0].array, indices[columns], columns, network)
    return result


def _alike(probes: Iterable[Probe]) -> list[list[Probe]]:
    """Recordings of states by array and interval."""
    groups: dict[tuple[int, int], list[Probe]] = {}
    for probe in probes:
        if not probe.is_weight:
            groups.setdefault((id(probe.array), probe.interval), []).append(probe)
    return list(groups.values())


def sampled(
    recorder: Recorder, values: Array, chosen: Array, columns: Array, network: NetworkArrays
) -> list[Operation]:
    """The operation that samples, unless there is nothing to sample."""
    arrays = sampling_arrays(recorder, values, chosen, columns, network.now)
    return [Operation(sampling(network.settings.precision), len(columns), arrays)] if len(columns) else []


def state_array(network: NetworkArrays, element: str, quantity: str) -> tuple[str, Array]:
    """The element at whose step it is looked at, and the array (neurons,) of a state of a population, of a
    projection's synapse, or of the current that a source sends.

    What the connections of each source of a projection share belongs to no population, ``""``.
    """
    if element in network.populations:
        states = network.populations[element].states
        if quantity in states:
            return element, states[quantity]
    elif element in network.links and network.links[element].projection.passes_spikes():
        population, receptor = network.receptor(element)
        name = f"{quantity}_{receptor.label}"
        if name in population.states:
            return population.population.id, population.states[name]
        link = network.links[element]
        shared = link.source_state(quantity) if isinstance(link, SpikeLink) else None
        if shared is not None:
            return "", shared
    elif element in network.sources and quantity in network.sources[element].model.recordable():
        return element, network.sources[element].values[0]
    raise UnknownQuantity(element, quantity)
