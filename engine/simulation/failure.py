"""The message when a state, a weight or a trace is no longer a number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isfinite, isnan

import numpy as np

from engine.backends.kernels.kernel import Array
from engine.model.link_variables import VariableOwner
from engine.model.pairing import weight_unit
from engine.problems import Problem
from engine.sampling.resolving import projection_weights
from engine.simulation.arrays.network_arrays import NetworkArrays
from engine.simulation.arrays.plastic_link import PlasticLink
from engine.simulation.arrays.population_arrays import PopulationArrays
from engine.simulation.arrays.projection_arrays import WEIGHT, SpikeLink
from engine.simulation.arrays.source_arrays import EventArrays, SourceArrays
from engine.simulation.likely_cause import after_a_link, likely_cause
from engine.simulation.operations.finite import (
    SOURCE_NOT_FINITE,
    SYNAPSE_NOT_FINITE,
    TRACE_NOT_FINITE,
    NumericalFailure,
)
from engine.units import behind

CURRENT = "current"
MS = 1000.0  # in a second, in which the window tells times of a run


@dataclass(frozen=True)
class _Held:
    """The values that a part of a link holds of every synapse, or of every source or target, under a name."""

    link: SpikeLink
    part: VariableOwner
    name: str
    values: Array
    of_synapse: bool

    @property
    def key(self) -> tuple[str, str]:
        return self.link.projection.id, f"{self.part}.{self.name}"

    @property
    def title(self) -> str:
        """Of the model that moved it."""
        model = getattr(self.link.projection, self.part)
        return "" if model is None else str(model.title)


def _held(link: SpikeLink) -> Iterator[_Held]:
    """Weights and states of synapses, traces, and states of terminals."""
    for kind, of_synapse in zip(link.learnt(), (True, False), strict=True):
        yield from (_Held(link, VariableOwner.PLASTICITY, name, values, of_synapse) for name, values in kind.items())
    states = {} if link.terminals is None else link.terminals.states
    yield from (_Held(link, VariableOwner.SHORT_TERM, name, copies[0], False) for name, copies in states.items())


def raise_if_not_finite(network: NetworkArrays, first: int, end: int) -> None:
    """Raise :class:`NumericalFailure` where a look found something, or the chunk [first, end) ended with it."""
    with np.errstate(all="ignore"):
        source = _wrong_source(network)
        found = [f for p in network.populations.values() for f in _found(p, end)]
        wrong = _wrong_link(network)
    if source is not None:
        raise NumericalFailure(_of_source(network, *source, (first, end)))
    reads = wrong is not None and isinstance(wrong.link, PlasticLink) and wrong.link.reads_membrane
    if found and (wrong is None or reads or min(found, key=_when)[0] < end):
        stamp, population, name, neuron = min(found, key=_when)
        raise _failure(network, population, name, neuron, stamp, wrong)
    if wrong is not None:
        told = _of_synapse(network, wrong, end) if wrong.of_synapse else _of_trace(network, wrong, (first, end))
        raise NumericalFailure(told)
    keep_finite(network)


def keep_finite(network: NetworkArrays) -> None:
    """Remember what sources and traces are now, to be told where they go wrong before the next look."""
    for key, values in _remembered(network):
        kept = network.finite.setdefault(key, values.copy())
        np.copyto(kept, values)


def _remembered(network: NetworkArrays) -> Iterator[tuple[tuple[str, str], Array]]:
    for id, source in network.sources.items():
        for name, values in _of_one(source).items():
            yield (id, name), values
    for link in network.links.values():
        if isinstance(link, SpikeLink):
            yield from ((held.key, held.values) for held in _held(link) if not held.of_synapse)


def _of_one(source: SourceArrays | EventArrays) -> Mapping[str, Array]:
    """Arrays of a source that may go wrong, as its first thread has them: its states, then the current it sends."""
    if isinstance(source, EventArrays):
        return {}
    return source.states[0] | ({CURRENT: source.values[0]} if source.values else {})


def _wrong_source(network: NetworkArrays) -> tuple[str, str, Array] | None:
    for id, source in network.sources.items():
        for name, values in _of_one(source).items():
            if not _all_finite(values):
                return id, name, values
    return None


def _when(found: tuple[int, PopulationArrays, str, int]) -> int:
    return found[0]


def _found(population: PopulationArrays, end: int) -> Iterator[tuple[int, PopulationArrays, str, int]]:
    """Find when, where, in which state and of which neuron numbers went wrong."""
    for name, state in population.states.items():
        for part, (low, high) in enumerate(population.parts):
            stamp, neuron = population.found[name][part].tolist()
            if stamp >= 0:
                yield stamp, population, name, low + neuron
            elif not _all_finite(state[low:high]):
                yield end, population, name, low + _first_wrong(state[low:high])


def _all_finite(values: Array) -> bool:
    """Tell whether all are numbers; their sum, which is no number where one of them is none, costs no memory.

    A product of the linear algebra library would wake its threads, which then wait busily on the other processors.
    NumPy is asked to be silent by who calls.
    """
    return isfinite(values.sum()) or bool(np.isfinite(values).all())


def _first_wrong(values: Array) -> int:
    return int(np.argmin(np.isfinite(values)))


def _wrong_link(network: NetworkArrays) -> _Held | None:
    """The first of what projections hold that went wrong."""
    links = (link for link in network.links.values() if isinstance(link, SpikeLink))
    return next((held for link in links for held in _held(link) if not _all_finite(held.values)), None)


def _failure(
    network: NetworkArrays, population: PopulationArrays, name: str, neuron: int, stamp: int,
    wrong: _Held | None,
) -> NumericalFailure:  # fmt: skip
    resolution = network.network.resolution
    own, variable = _named(network, population, name)
    values: dict[str, object] = {
        "variable": variable,
        "neuron": neuron,
        "element": population.population.title or population.population.id,
        "value": _number_text(population.states[name][neuron]),
        "time": stamp * resolution / MS,
        "last": float(population.last[name][neuron]),
        "unit": behind(population.compiled.states[name].unit),
    }
    if wrong is not None and wrong.link.projection.target == population.population.id:
        code, told = after_a_link(wrong.link, wrong.name, wrong.title)
    else:
        code, told = likely_cause(population, neuron, resolution)
    return NumericalFailure(Problem(population.population.id, code, values | told, quantity=own))


def _of_synapse(network: NetworkArrays, wrong: _Held, end: int) -> Problem:
    """A weight, which began as it was drawn, or a state of a synapse, which began as 0."""
    link, name = wrong.link, wrong.name
    projection, model = link.projection, link.projection.plasticity
    assert projection.synapse is not None and model is not None
    numbers = link.connectivity.in_wiring_order(wrong.values)
    connections, place = network.connections[projection.id], _first_wrong(numbers)
    target = network.populations[projection.target].population.model
    drawn = projection_weights(projection, connections, network.ends(projection), network.settings.seed)
    first = drawn if name == WEIGHT else 0.0
    values = {
        "variable": name,
        "pre": int(connections.pre[place]),
        "post": int(connections.post[place]),
        "element": projection.title or projection.id,
        "value": _number_text(numbers[place]),
        "time": end * network.network.resolution / MS,
        "first": float(first[place]) if isinstance(first, np.ndarray) else float(first),
        "unit": behind(
            weight_unit(target, projection.synapse) if name == WEIGHT else model.synapse_states()[name].unit
        ),
        "rule": wrong.title,
    }
    return Problem(projection.id, SYNAPSE_NOT_FINITE, values, quantity=WEIGHT if name == WEIGHT else "plasticity")


def _of_trace(network: NetworkArrays, wrong: _Held, steps: tuple[int, int]) -> Problem:
    projection = wrong.link.projection
    words = _since_a_look(network, wrong.key, wrong.name, wrong.values, steps)
    words |= {"element": projection.title or projection.id, "rule": wrong.title}
    return Problem(projection.id, TRACE_NOT_FINITE, words, quantity=wrong.part)


def _of_source(network: NetworkArrays, id: str, name: str, values: Array, steps: tuple[int, int]) -> Problem:
    source = network.sources[id]
    assert isinstance(source, SourceArrays)
    unit = behind("pA" if name == CURRENT else source.model.states()[name].unit)
    words = _since_a_look(network, (id, name), name, values, steps)
    return Problem(id, SOURCE_NOT_FINITE, words | {"element": source.source.title or id, "unit": unit})


def _since_a_look(
    network: NetworkArrays, key: tuple[str, str], name: str, values: Array, steps: tuple[int, int]
) -> dict[str, object]:
    """The words of one of the ``values`` that went wrong between the first of these steps and the last."""
    since, time = (step * network.network.resolution / MS for step in steps)
    place = _first_wrong(values)
    told = {"variable": name, "neuron": place, "value": _number_text(values[place]), "time": time, "since": since}
    return told | {"last": float(network.finite[key][place])}


def _number_text(value: float) -> str:
    """A value that is no number, as people write it."""
    return "NaN" if isnan(value) else "∞" if value > 0 else "−∞"


def _named(network: NetworkArrays, population: PopulationArrays, name: str) -> tuple[str, str]:
    """A state's name as its model declares it, and with the projection to whose synapses it belongs."""
    for receptor in population.receptors:
        own = name.removesuffix(f"_{receptor.label}")
        if own != name and own in receptor.synapse.states():
            projection = network.links[receptor.key].projection
            return own, f"{own} ({projection.title or projection.id})"
    return name, name
