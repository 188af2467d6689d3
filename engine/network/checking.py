"""From a description to the list of what is wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from engine.model.declaration import Payload
from engine.network import problems_found as found
from engine.network.description import Decoder, NetworkDescription
from engine.network.element_checks import (
    dataset_problems,
    encoder_problems,
    population_problems,
    recording_problems,
    stimulus_problems,
    title_of,
    warning,
)
from engine.network.memory import memory_problems
from engine.network.projection_checks import cycle_problems, projection_problems
from engine.network.quantity_checks import parameter_problems
from engine.network.spatial_checks import position_problems
from engine.problems import Problem


def check(network: NetworkDescription, precision: str = "float64") -> list[Problem]:
    """Every problem of a network, fatal ones first; cheap enough to run as a person draws."""
    if not np.isfinite(network.resolution) or network.resolution <= 0.0:
        return [Problem("", found.BAD_RESOLUTION, {"value": f"{network.resolution:g}"}, quantity="resolution")]
    problems = list(_all(network))
    if not any(p.is_fatal for p in problems):
        problems += memory_problems(network, precision)
    return sorted(problems, key=lambda p: not p.is_fatal)


def _all(network: NetworkDescription) -> Iterator[Problem]:
    yield from _ids(network)
    if not network.populations:
        yield warning("", found.EMPTY, {})
    for population in network.populations:
        yield from population_problems(network, population)
        yield from position_problems(population)
    for stimulus in network.stimuli:
        yield from stimulus_problems(network, stimulus)
    for dataset in network.datasets:
        yield from dataset_problems(network, dataset)
    for encoder in network.encoders:
        yield from encoder_problems(network, encoder)
    for projection in network.projections:
        yield from projection_problems(network, projection)
    yield from cycle_problems(network)
    for recording in network.recordings:
        yield from recording_problems(network, recording)
    yield from _decoders(network)
    yield from _unconnected(network)


def _ids(network: NetworkDescription) -> Iterator[Problem]:
    counts = Counter(e.id for kind in vars(network).values() if isinstance(kind, tuple) for e in kind)
    for id, count in counts.items():
        if count > 1:
            yield Problem(id, found.DUPLICATE, {"id": id})


def _decoders(network: NetworkDescription) -> Iterator[Problem]:
    sources = {e.id for kind in (network.populations, network.encoders) for e in kind}
    populations = {p.id for p in network.populations}
    silent = {p.id for p in network.populations if not p.model.fires()}
    datasets = {d.id for d in network.datasets}
    for decoder in network.decoders:
        title = title_of(decoder)
        wrong = list(parameter_problems(decoder.id, title, decoder.model, decoder.parameters, None))
        yield from wrong
        if decoder.source not in sources:
            yield Problem(decoder.id, found.UNKNOWN_ELEMENT, {"element": title, "id": decoder.source})
        elif decoder.model.hears is Payload.VALUES and decoder.source not in populations:
            yield Problem(decoder.id, found.NO_VALUES, {"element": title, "source": decoder.source})
        elif decoder.model.hears is Payload.SPIKES and decoder.source in silent:
            yield Problem(decoder.id, found.SILENT_SOURCE, {"element": title, "source": decoder.source})
        elif not wrong:
            yield from _trains(network, decoder)
        if decoder.labels is not None and decoder.labels not in datasets:
            yield Problem(decoder.id, found.UNKNOWN_ELEMENT, {"element": title, "id": decoder.labels})


def _trains(network: NetworkDescription, decoder: Decoder) -> Iterator[Problem]:
    """A decoder that makes one value of several trains hears a multiple of them, as they were made."""
    count = decoder.model.trains(decoder.parameters)
    words: dict[str, object] = {"element": title_of(decoder), "source": decoder.source, "count": count}
    for encoder in network.encoders:
        wrong = list(parameter_problems(encoder.id, "", encoder.model, encoder.parameters, None))
        made = encoder.model.trains(encoder.parameters) if encoder.id == decoder.source and not wrong else count
        if made != count and decoder.model.fan_in != 1:
            yield Problem(decoder.id, found.OTHER_TRAINS, words | {"source": title_of(encoder), "size": made})
    for population in network.populations:
        if population.id == decoder.source and population.size % count:
            words |= {"source": title_of(population), "size": population.size}
            yield Problem(decoder.id, found.UNEVEN_TRAINS, words)


def _unconnected(network: NetworkDescription) -> Iterator[Problem]:
    linked = {id for p in network.projections for id in (p.source, p.target, *p.plasticity_sources.values())}
    linked |= {e.dataset for e in network.encoders} | {d.source for d in network.decoders}
    linked |= {r.element for r in network.recordings}
    driven = {p.id for p in network.populations if not isinstance(p.bias, float | int) or p.bias != 0.0}
    for kind in (network.populations, network.stimuli, network.encoders, network.datasets):
        for element in kind:
            if element.id not in linked | driven:
                yield warning(element.id, found.UNCONNECTED, {"element": title_of(element)})
