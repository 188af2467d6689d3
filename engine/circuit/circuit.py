"""The part of a network that learning concerns: what lies between the encoders and a labelled decoder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from engine.circuit.device import PROCESSOR, Device
from engine.circuit.grouping import strongly_connected, topological_order
from engine.circuit.missing import UNLABELLED, element_name, missing_path, read_out_of
from engine.model.declaration import Payload
from engine.model.sources import DRAWS
from engine.model.topology import ProjectionSide
from engine.network.description import (
    Dataset,
    Decoder,
    Encoder,
    NetworkDescription,
    Population,
    Projection,
    by_end,
)
from engine.network.order import reachable_populations
from engine.network.values import Floats
from engine.problems import NetworkError, Problem
from engine.sampling.resolving import steps_of
from engine.sampling.space import sides


@dataclass(frozen=True)
class Stage:
    """Populations that depend on each other (one, where nothing comes back to it), in the order of a step."""

    populations: tuple[Population, ...]
    inner: tuple[Projection, ...]  # projections within the stage

    @property
    def is_recurrent(self) -> bool:
        """True if what one of them sends comes back to it."""
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
        """All that are trained or passed through, in the order of a step."""
        return tuple(p for stage in self.stages for p in stage.populations)

    @property
    def output(self) -> Population:
        """The population that the decoder reads."""
        return self.by_id[self.decoder.source]

    @cached_property
    def steps(self) -> int:
        """Steps of one presentation."""
        return int(steps_of(self.dataset.sample_time, self.description.resolution))

    @cached_property
    def by_id(self) -> Mapping[str, Population]:
        return {p.id: p for p in self.populations}

    @cached_property
    def _incoming(self) -> Mapping[str, tuple[Projection, ...]]:
        return by_end((p.target, p) for p in self.projections)

    def into(self, population: str) -> tuple[Projection, ...]:
        """The projections that end at a population."""
        return self._incoming.get(population, ())

    def size(self, source: str) -> int:
        """Neurons of a population, or trains of an encoder."""
        if source in self.by_id:
            return self.by_id[source].size
        encoder = next((e for e in self.encoders if e.id == source), None)
        return self.channels * (encoder.model.trains(encoder.parameters) if encoder is not None else 1)

    def ends(self, projection: Projection, seed: int) -> tuple[ProjectionSide, ProjectionSide]:
        """The neurons of source and target, with their places."""
        sizes = {id: self.size(id) for id in (projection.source, projection.target)}
        known = sides(self.description, sizes, {self.dataset.id: self.samples.grid}, seed)
        return known[projection.source], known[projection.target]

    @cached_property
    def channels(self) -> int:
        """Values of one sample at one time."""
        return int(self.samples.channels)

    @cached_property
    def constant_currents(self) -> frozenset[str]:
        """Encoders that send a current which is the same in all steps of a presentation, by id."""
        sent = {e.id: e.model for e in self.encoders if e.model.payload() is Payload.CURRENT}
        if sent and len(shape := self.samples.values.shape) > 2 and shape[1] > 1:
            return frozenset()
        return frozenset(
            id for id, model in sent.items()
            if not {"t", *DRAWS, *model.states()} & set(model.equations["current"].arguments)
        )  # fmt: skip

    def showing(self, samples: Any) -> Circuit:
        """This circuit with samples of its dataset that have been loaded before."""
        made = replace(self)
        made.__dict__["samples"] = samples  # where the property keeps them
        return made

    @cached_property
    def samples(self) -> Any:
        """The dataset's samples."""
        return self.dataset.samples()


def refusals(description: NetworkDescription, misfits: Callable[[Circuit], Iterable[Problem]]) -> list[Problem]:
    """The reasons why there is no circuit, or, of the circuit that there is, why it does not fit."""
    try:
        found = circuit(description)
    except NetworkError as error:
        return list(error.problems)
    return list(misfits(found))


def circuit(description: NetworkDescription) -> Circuit:
    """Read the circuit; raises :class:`NetworkError` with the reason where there is none."""
    decoder, dataset = read_out_of(description)
    if not dataset.model.is_labelled(dataset.parameters):
        raise NetworkError([Problem(dataset.id, UNLABELLED, {"element": element_name(dataset)})])
    populations = description.population_of
    encoders = {e.id: e for e in description.encoders if e.dataset == dataset.id}
    above = reachable_populations(
        [decoder.source], {id: [p.source for p in into] for id, into in description.incoming.items()}
    )
    below = reachable_populations(encoders, _ends(description.projections))
    if decoder.source not in below:
        raise NetworkError([missing_path(populations[decoder.source], dataset, list(encoders.values()))])
    concerned = {id: population for id, population in populations.items() if id in above}
    sends_current = {id for id, e in encoders.items() if e.model.payload() is Payload.CURRENT}
    projections = tuple(
        replace(p, delay=0.0) if p.source in sends_current else p  # whatever it claims, a current acts at once
        for p in description.projections
        if p.target in concerned
    )
    senders = {p.source for p in projections}
    used = tuple(e for e in encoders.values() if e.id in senders)
    stages = tuple(_stages(concerned, projections))
    return Circuit(description, dataset, decoder, used, stages, projections)


def _ends(projections: Iterable[Projection]) -> dict[str, list[str]]:
    """The targets of every source."""
    ends: dict[str, list[str]] = {}
    for projection in projections:
        ends.setdefault(projection.source, []).append(projection.target)
    return ends


def _stages(populations: Mapping[str, Population], projections: tuple[Projection, ...]) -> Iterable[Stage]:
    """Strongly connected populations together, each group after all that feed it."""
    groups = strongly_connected(list(populations), _ends(projections))
    first = {id: group[0] for group in groups for id in group}
    between: dict[str, set[str]] = {}
    within: dict[str, list[Projection]] = {}
    for projection in projections:
        source, target = first.get(projection.source), first[projection.target]
        if source == target:
            within.setdefault(target, []).append(projection)
        elif source is not None:
            between.setdefault(source, set()).add(target)
    members = {group[0]: group for group in groups}
    for group in topological_order(list(members), between):
        inner = tuple(within.get(group, ()))
        immediate = _ends(p for p in inner if is_immediate(p))
        yield Stage(tuple(populations[id] for id in topological_order(members[group], immediate)), inner)


def is_immediate(projection: Projection) -> bool:
    """An explicit delay of 0: the spike acts within its own step."""
    return isinstance(projection.delay, float | int) and projection.delay == 0


def carries_current(circuit: Circuit, projection: Projection) -> bool:
    """Tell whether a projection brings values of an encoder rather than spikes."""
    return any(e.id == projection.source and e.model.payload() is Payload.CURRENT for e in circuit.encoders)


def carries_values(circuit: Circuit, projection: Projection) -> bool:
    """Tell whether a projection brings the values of neurons that never fire."""
    return projection.synapse is None and projection.source in circuit.by_id


def has_moving_current(circuit: Circuit, population: str) -> bool:
    """Tell whether a population is driven by a current that differs from step to step."""
    return any(
        carries_values(circuit, p) or (carries_current(circuit, p) and p.source not in circuit.constant_currents)
        for p in circuit.into(population)
    )


Arrays = dict[tuple[str, str], Floats]
"""By element id and name: ``weight`` (post, pre) or (synapses,), ``bias`` (n,), parameters () or (n,).

A name that begins with :data:`~engine.network.description.START` is of a state: ``start:V`` is its initial value, ()
or (n,).
"""
