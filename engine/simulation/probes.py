"""Recordings attached to a running network: they read arrays and change none."""

from __future__ import annotations

import numpy as np

from engine.backends.kernel import Array, Operation
from engine.network.description import Recording
from engine.simulation.network_arrays import NetworkArrays
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
        interval = max(int(steps_of(recording.interval, network.network.resolution)), 1)
        self.recorder = Recorder(len(self.indices), interval, network.settings.chunk, precision)

    def of_states(self, population: str, low: int, high: int, network: NetworkArrays) -> list[Operation]:
        """Samples of neurons [low, high), taken right after the population's step."""
        if self.is_weight or self.population != population:
            return []
        columns = np.flatnonzero((self.indices >= low) & (self.indices < high))
        return self._sampling(self.array, self.indices[columns], columns, network)

    def of_weights(self, part: int, network: NetworkArrays) -> list[Operation]:
        """Samples of the weights onto one part, taken at the end of a step."""
        if not self.is_weight:
            return []
        link = network.links[self.recording.element]
        places, columns = link.chosen(self.indices, network.part_of(link.projection.target, part))
        return self._sampling(link.weights, places, columns, network)

    def _sampling(self, values: Array, chosen: Array, columns: Array, network: NetworkArrays) -> list[Operation]:
        arrays = sampling_arrays(self.recorder, values, chosen, columns, network.now)
        return [Operation(sampling(network.settings.precision), len(columns), arrays)] if len(columns) else []

    def block(self, first: int, steps: int) -> SampleBlock:
        return self.recorder.block(first, steps)


def state_array(network: NetworkArrays, element: str, quantity: str) -> tuple[str, Array]:
    """The population and the array (neurons,) of a state of a population, or of a projection's synapse."""
    if element in network.populations:
        states = network.populations[element].states
        if quantity in states:
            return element, states[quantity]
    elif element in network.links and network.links[element].projection.synapse is not None:
        population, receptor = network.receptor(element)
        name = f"{quantity}_{receptor.label}"
        if name in population.states:
            return population.population.id, population.states[name]
    raise UnknownQuantity(element, quantity)
