"""The contents of a simulated network for the window: what fires, what can be recorded, its weights, its data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from app.document.words.class_names import class_names
from app.running.record.known_samples import KnownSamples
from engine.model.data import Samples
from engine.model.declaration import Payload
from engine.model.link_variables import WEIGHT, VariableScope
from engine.network.description import (
    Connections,
    Dataset,
    Encoder,
    NetworkDescription,
    Population,
    Projection,
    Recording,
    Stimulus,
)
from engine.network.values import Floats

if TYPE_CHECKING:
    from engine.simulation.simulation import Simulation

Weights: TypeAlias = dict[str, tuple[Floats, Connections]]
"""By projection: weights (synapses,), and between which neurons they are."""


def projections_of(simulation: Simulation) -> set[str]:
    """Ids of the projections that it has; one that a view looks at may be gone, or still to come."""
    return {projection.id for projection in simulation.description.projections}


def listed_synapses(simulation: Simulation, projections: set[str]) -> Weights:
    """Weights and connections of those of the projections that are there; the first time it takes long."""
    there = projections_of(simulation)
    return {id: (simulation.weights(id).copy(), simulation.connections(id)) for id in projections & there}


def can_record(description: NetworkDescription, recording: Recording) -> bool:
    """Tell whether the network has this state, for these neurons; other quantities are the engine's to judge."""
    for projection in description.projections:
        if projection.id == recording.element:
            return _reaches(description, projection, recording)
    elements: list[Population | Stimulus | Encoder] = [
        *description.populations, *description.stimuli, *description.encoders
    ]  # fmt: skip
    element = next((e for e in elements if e.id == recording.element), None)
    size = 1 if element is None or isinstance(element, Encoder) else element.size
    return (
        element is not None
        and recording.quantity in element.model.recordable()
        and max(recording.indices or (0,)) < size
    )


def of_neurons_that_are_there(description: NetworkDescription, recording: Recording) -> Recording:
    """The recording where its population has become smaller: every neuron keeps its column.

    The last neuron stands in the columns of those that are gone, which nothing shows. It stays as it is where all are
    gone.
    """
    population = description.population_of.get(recording.element)
    last = -1 if population is None else population.size - 1
    if recording.indices is None or not min(recording.indices, default=0) <= last < max(recording.indices, default=0):
        return recording
    return replace(recording, indices=tuple(min(index, last) for index in recording.indices))


def _reaches(description: NetworkDescription, projection: Projection, recording: Recording) -> bool:
    """Tell whether a projection has the variable, for these neurons where it is theirs."""
    variable = projection.variables().get(recording.quantity)
    if variable is None:
        return False
    ends = {VariableScope.SOURCE: projection.source, VariableScope.TARGET: projection.target}
    end = description.population_of.get(ends.get(variable.each, ""))
    return end is None or max(recording.indices or (0,)) < end.size


def has_synapses(simulation: Simulation, recording: Recording) -> bool:
    """False where a recording of single weights was made for a projection that has fewer by now."""
    of_weights = recording.element in projections_of(simulation) and recording.quantity == WEIGHT
    return not of_weights or max(recording.indices or (-1,)) < len(simulation.weights(recording.element))


def sizes_of(description: NetworkDescription, datasets: Mapping[str, KnownSamples]) -> dict[str, int]:
    """The number of trains of every element whose spikes are kept."""
    sizes = {population.id: population.size for population in description.populations}
    for stimulus in description.stimuli:
        if stimulus.model.payload() is Payload.SPIKES and not stimulus.model.own_train_per_target():
            sizes[stimulus.id] = stimulus.size
    for encoder in description.encoders:
        if encoder.model.payload() is Payload.SPIKES:
            sizes[encoder.id] = datasets[encoder.dataset].samples.channels * encoder.model.trains(encoder.parameters)
    return sizes


def known_samples(dataset: Dataset, samples: Samples) -> KnownSamples:
    """The data that a dataset shows, for the canvas to draw."""
    train, test = dataset.model.split(samples, dataset.parameters)
    counts = {"train": len(train), "test": len(test), "all": len(samples.labels)}
    names = class_names(dataset, samples.names) if samples.targets is None else ()
    return KnownSamples(samples, counts.get(dataset.split, 0), names)
