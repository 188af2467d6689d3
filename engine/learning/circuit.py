"""The part of a network that learning concerns: what lies between the encoders and a labelled decoder."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from engine.learning.device import PROCESSOR, Device
from engine.learning.missing import UNLABELLED, missing_path, named, read_out_of
from engine.model.declaration import Payload
from engine.model.topology import Side
from engine.network.description import (
    Dataset,
    Decoder,
    Encoder,
    NetworkDescription,
    Population,
    Projection,
)
from engine.network.space import sides
from engine.network.values import Floats
from engine.problems import NetworkError, Problem


@dataclass(frozen=True)
class Stage:
    """Populations that depend on each other (one, where nothing comes back to it), in the order of a step."""

    populations: tuple[Population, ...]
    inner: tuple[Projection, ...]  # projections within the stage

    @property
    def is_recurrent(self) -> bool:
        return bool(self.inner)


@dataclass(frozen=True)
class Circuit:
    """Encoders, stages in the order of a signal, and the decoder whose labels count; it is trained on ``device``."""

    description: NetworkDescription
    dataset: Dataset
    decoder: Decoder
    encoders: tuple[Encoder, ...]
    stages: tuple[Stage, ...]
    projections: tuple[Projection, ...]
    device: Device = PROCESSOR

    @cached_property
    def populations(self) -> tuple[Population, ...]:
        return tuple(p for stage in self.stages for p in stage.populations)

    @property
    def output(self) -> Population:
        """The population that the decoder reads."""
        return next(p for p in self.populations if p.id == self.decoder.source)

    @property
    def steps(self) -> int:
        """Steps of one presentation."""
        return max(round(self.dataset.sample_time / self.description.resolution), 1)

    def into(self, population: str) -> tuple[Projection, ...]:
        return tuple(p for p in self.projections if p.target == population)

    def size(self, source: str) -> int:
        """Neurons of a population, or trains of an encoder."""
        for population in self.populations:
            if population.id == source:
                return population.size
        encoder = next((e for e in self.encoders if e.id == source), None)
        return self.channels * (encoder.model.trains(encoder.parameters) if encoder is not None else 1)

    def ends(self, projection: Projection, seed: int) -> tuple[Side, Side]:
        """The neurons of source and target, with their places."""
        sizes = {id: self.size(id) for id in (projection.source, projection.target)}
        known = sides(self.description, sizes, {self.dataset.id: self.samples.shape}, seed)
        return known[projection.source], known[projection.target]

    @cached_property
    def channels(self) -> int:
        """Values of one sample at one time."""
        return int(self.samples.channels)

    @cached_property
    def samples(self) -> Any:
        """The dataset's samples."""
        return self.dataset.samples()


def problems(description: NetworkDescription) -> list[Problem]:
    """Why no circuit can be found; empty where one can."""
    try:
        circuit(description)
    except NetworkError as error:
        return list(error.problems)
    return []


def circuit(description: NetworkDescription) -> Circuit:
    """Read the circuit; raises :class:`NetworkError` with the reason where there is none."""
    decoder, dataset = read_out_of(description)
    if not dataset.model.is_labelled(dataset.parameters):
        raise NetworkError([Problem(dataset.id, UNLABELLED, {"element": named(dataset)})])
    populations = {p.id: p for p in description.populations}
    encoders = {e.id: e for e in description.encoders if e.dataset == dataset.id}
    above = _upstream(description.projections, {decoder.source})
    below = _downstream(description.projections, set(encoders))
    if decoder.source not in below:
        raise NetworkError([missing_path(populations[decoder.source], dataset, list(encoders.values()))])
    concerned = {id for id in populations if id in above}
    projections = tuple(p for p in description.projections if p.target in concerned)
    used = tuple(e for e in encoders.values() if any(p.source == e.id for p in projections))
    stages = tuple(_stages([populations[id] for id in populations if id in concerned], projections))
    return Circuit(description, dataset, decoder, used, stages, projections)


def _upstream(projections: Iterable[Projection], start: set[str]) -> set[str]:
    found, before = set(start), set[str]()
    while found != before:
        before = set(found)
        found |= {p.source for p in projections if p.target in found}
    return found


def _downstream(projections: Iterable[Projection], start: set[str]) -> set[str]:
    found, before = set(start), set[str]()
    while found != before:
        before = set(found)
        found |= {p.target for p in projections if p.source in found}
    return found


def _stages(populations: list[Population], projections: tuple[Projection, ...]) -> Iterable[Stage]:
    """Strongly connected populations together, each group after all that feed it."""
    reach = {p.id: _downstream(projections, {p.id}) for p in populations}
    groups: list[list[Population]] = []
    for population in populations:
        group = next((g for g in groups if _mutual(reach, g[0].id, population.id)), None)
        if group is None:
            groups.append([population])
        else:
            group.append(population)
    while groups:
        waiting = {p.id: g for g in groups for p in g}
        ready = next(
            g for g in groups if all(waiting.get(p.source, g) is g for p in projections if waiting.get(p.target) is g)
        )
        groups.remove(ready)
        ids = {p.id for p in ready}
        inner = tuple(p for p in projections if p.source in ids and p.target in ids)
        yield Stage(tuple(_without_delay_first(ready, inner)), inner)


def _mutual(reach: dict[str, set[str]], first: str, second: str) -> bool:
    return second in reach[first] and first in reach[second]


def is_immediate(projection: Projection) -> bool:
    """An explicit delay of 0: the spike acts within its own step."""
    return isinstance(projection.delay, float | int) and projection.delay == 0


def _without_delay_first(group: list[Population], inner: tuple[Projection, ...]) -> Iterable[Population]:
    """In topological order of the projections without delay (a cycle of them is refused before a run)."""
    left = list(group)
    while left:
        ids = {p.id for p in left}
        blocked = {p.target for p in inner if is_immediate(p) and p.source in ids and p.source != p.target}
        chosen = next((p for p in left if p.id not in blocked), left[0])
        left.remove(chosen)
        yield chosen


def carries_current(circuit: Circuit, projection: Projection) -> bool:
    """Whether a projection brings values of an encoder rather than spikes."""
    return any(e.id == projection.source and e.model.payload() is Payload.CURRENT for e in circuit.encoders)


Arrays = dict[tuple[str, str], Floats]
"""By element id and name: ``weight`` (post, pre) or (synapses,), ``bias`` (n,), parameters () or (n,).

A name that begins with :data:`~engine.network.description.START` is of a state: ``start:V`` is its initial value, ()
or (n,).
"""
