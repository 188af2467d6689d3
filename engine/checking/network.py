"""From a description to the list of what is wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields

import numpy as np

from engine.checking.decoders import decoder_problems
from engine.checking.elements import (
    dataset_problems,
    encoder_problems,
    population_problems,
    recording_problems,
    stimulus_problems,
)
from engine.checking.learning import learning_problems
from engine.checking.memory import memory_problems
from engine.checking.problem_of import warning, warning_of
from engine.checking.projections import cycle_problems, projection_problems
from engine.checking.signs import sign_problems
from engine.checking.spatial import position_problems
from engine.network import problems_found as found
from engine.network.description import NetworkDescription
from engine.problems import NetworkError, Problem


def check(network: NetworkDescription, precision: str = "float64") -> list[Problem]:
    """Every problem of a network, fatal ones first; cheap enough to run as a person draws."""
    if not np.isfinite(network.resolution) or network.resolution <= 0.0:
        return [Problem("", found.BAD_RESOLUTION, {"value": f"{network.resolution:g}"}, quantity="resolution")]
    problems = list(_all(network))
    if not any(p.is_fatal for p in problems):
        problems += memory_problems(network, precision)
    return sorted(problems, key=lambda p: not p.is_fatal)


def refuse_fatal(network: NetworkDescription, precision: str = "float64") -> None:
    """Raise :class:`~engine.problems.NetworkError` with every fatal problem, if there is one."""
    fatal = [problem for problem in check(network, precision) if problem.is_fatal]
    if fatal:
        raise NetworkError(fatal)


def refuse_fatal_data(network: NetworkDescription) -> None:
    """Raise the same of its datasets alone, as they are asked for before their samples are."""
    problems = [problem for dataset in network.datasets for problem in dataset_problems(network, dataset)]
    if fatal := [problem for problem in problems if problem.is_fatal]:
        raise NetworkError(fatal)


def _all(network: NetworkDescription) -> Iterator[Problem]:
    yield from _ids(network)
    if not network.populations:
        yield warning("", found.EMPTY, {})
    for population in network.populations:
        yield from population_problems(network, population)
        yield from position_problems(population)
        yield from sign_problems(network, population)
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
    yield from decoder_problems(network)
    yield from learning_problems(network)
    yield from _unconnected(network)


def _ids(network: NetworkDescription) -> Iterator[Problem]:
    kinds = [getattr(network, kind.name) for kind in fields(network)]  # not vars: other threads keep what they ask for
    counts = Counter(e.id for kind in kinds if isinstance(kind, tuple) for e in kind)
    for id, count in counts.items():
        if count > 1:
            yield Problem(id, found.DUPLICATE, {"id": id})


def _unconnected(network: NetworkDescription) -> Iterator[Problem]:
    linked = {id for p in network.projections for id in (p.source, p.target, *p.plasticity_sources.values())}
    linked |= {e.dataset for e in network.encoders} | {d.source for d in network.decoders}
    linked |= {r.element for r in network.recordings}
    driven = {p.id for p in network.populations if not isinstance(p.bias, float | int) or p.bias != 0.0}
    for kind in (network.populations, network.stimuli, network.encoders, network.datasets):
        for element in kind:
            if element.id not in linked | driven:
                yield warning_of(element, found.UNCONNECTED)
