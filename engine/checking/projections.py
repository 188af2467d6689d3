"""Problems of a projection: its ends, synapse, weights, delays and wiring."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.checking.elements import is_whole
from engine.checking.plasticity import plasticity_problems
from engine.checking.problem_of import problem_of, title_of, warning_of
from engine.checking.quantities import extremes, parameter_problems, shape_problem
from engine.checking.short_term import short_term_problems
from engine.checking.spatial import demand_problems, spatial_problems
from engine.model.declaration import Payload
from engine.model.pairing import accepts, inputs, joins, placed, weight_unit
from engine.model.topology import ProjectionSide
from engine.network import problems_found as found
from engine.network.description import (
    Encoder,
    NetworkDescription,
    Population,
    Projection,
    Sign,
    Source,
)
from engine.network.order import ordered_populations
from engine.network.values import is_drawn
from engine.problems import Problem
from engine.sampling.resolving import quantile

LIKELY = np.array([0.999])  # share of the draws of a distribution


def projection_problems(network: NetworkDescription, projection: Projection) -> Iterator[Problem]:
    """Everything that is wrong with one projection."""
    sources, targets = network.sources, network.population_of
    lost = [id for id, there in ((projection.source, sources), (projection.target, targets)) if id not in there]
    if lost:
        yield from (problem_of(projection, found.UNKNOWN_ELEMENT, id=id) for id in lost)
        return
    source, target = sources[projection.source], targets[projection.target]
    yield from _payload(projection, source, target)
    counts = _size(source), target.size
    wiring = list(_wiring(projection, counts)) or list(spatial_problems(network, projection))
    yield from wiring
    if not any(problem.is_fatal for problem in wiring):
        yield from _weights(projection, target, counts)
    if has_delay(projection, source):
        yield from _delays(projection, network.resolution)
    elif _claims_delay(projection):
        code = found.CURRENT_HAS_NO_DELAY if projection.synapse is None else found.JUNCTION_HAS_NO_DELAY
        yield warning_of(projection, code, "delay", source=title_of(source))
    if projection.synapse is not None:
        yield from parameter_problems(projection, projection.synapse, projection.synapse_parameters, target.size)
    yield from plasticity_problems(network, projection, source, target)
    yield from short_term_problems(projection, source)
    if projection.takes_largest():
        yield from _largest(projection)


def has_delay(projection: Projection, source: Source) -> bool:
    """Tell whether a delay acts; a current and what joins two membranes act at once."""
    joins = projection.synapse is not None and projection.synapse.both_ways
    return not joins and (isinstance(source, Population) or projection.passes_spikes())


def _claims_delay(projection: Projection) -> bool:
    """Tell whether it was given a delay that is neither zero nor what every projection begins with."""
    delay = projection.delay
    return not isinstance(delay, float | int) or delay not in (0.0, Projection.delay)


def _largest(projection: Projection) -> Iterator[Problem]:
    """Connections of which none is the largest, as they differ in more than what is sent along them."""
    if not isinstance(projection.delay, float | int):
        yield problem_of(projection, found.LARGEST_DELAYS, "delay")
    if projection.synapse is not None and projection.couples():
        yield problem_of(projection, found.LARGEST_COUPLING, synapse=projection.synapse.title)
    if projection.short_term is not None:
        yield problem_of(projection, found.LARGEST_SHORT_TERM, rule=projection.short_term.title)


def _size(source: Source) -> int | None:
    """Trains of a source; None for an encoder, whose dataset says."""
    return None if isinstance(source, Encoder) else source.size


def _payload(projection: Projection, source: Source, target: Population) -> Iterator[Problem]:
    names = {"source": title_of(source), "target": title_of(target)}
    synapse, known = projection.synapse, [*inputs(target.model)]
    if projection.into and projection.into not in known:
        yield problem_of(projection, found.UNKNOWN_INPUT, "into", **names, name=projection.into)
        return
    passes_on = isinstance(source, Population) or projection.takes_largest()
    if projection.into not in ("", *known[:1]) and not projection.passes_spikes() and passes_on:
        yield problem_of(projection, found.NO_CHOICE, "into", **names, name=projection.into, first=known[0])
        return
    if synapse is not None and synapse.couples():
        if not isinstance(source, Population) or not joins(source.model, target.model, synapse):
            yield problem_of(projection, found.NO_POTENTIAL, **names, synapse=synapse.title)
        return
    if source.model.payload() is not Payload.SPIKES:
        if synapse is not None:
            yield problem_of(projection, found.NEEDS_NO_SYNAPSE, **names)
        elif target.model.input() is None:
            yield problem_of(projection, found.NO_INPUT, **names)
        return
    if synapse is None:
        yield problem_of(projection, found.NEEDS_SYNAPSE, **names)
    elif not accepts(target.model, placed(synapse, projection.into)):
        yield Problem(projection.id, found.NO_FIT, {"synapse": synapse.title, "element": title_of(target)})


def _wiring(projection: Projection, counts: tuple[int | None, int]) -> Iterator[Problem]:
    wiring = projection.wiring
    wrong = list(parameter_problems(projection, wiring, projection.wiring_parameters, None))
    yield from wrong
    if wiring.equal_sizes and counts[0] is not None and counts[0] != counts[1]:
        yield problem_of(projection, found.UNEQUAL, wiring=wiring.title, pre=counts[0], post=counts[1])
    if projection.connections is None:
        if wiring.listed:
            yield problem_of(projection, found.NO_CONNECTIONS)
        elif counts[0] is not None and not wrong:
            yield from demand_problems(projection, ProjectionSide(counts[0]), ProjectionSide(counts[1]))
        return
    yield from absent_neurons(projection, counts)


def absent_neurons(projection: Projection, counts: tuple[int | None, int]) -> Iterator[Problem]:
    """The first listed connection between neurons that ``counts`` of source and target, None where unknown, lack."""
    if projection.connections is None:
        return
    pre, post = projection.connections.pre, projection.connections.post
    sizes = counts[0] if counts[0] is not None else int(pre.max(initial=0)) + 1, counts[1]
    bad = (pre < 0) | (pre >= sizes[0]) | (post < 0) | (post >= sizes[1]) if len(pre) == len(post) else np.ones(1, bool)
    if bad.any():
        at = int(np.argmax(bad))
        yield problem_of(projection, found.BAD_CONNECTIONS, pre=int(pre[at]), post=int(post[at]))


def _weights(projection: Projection, target: Population, counts: tuple[int | None, int]) -> Iterator[Problem]:
    weight = projection.weight
    count = len(projection.connections.pre) if projection.connections is not None else None
    if isinstance(weight, np.ndarray) and weight.ndim == 2 and not projection.wiring.shared:
        if weight.shape[0] != counts[1] or (counts[0] is not None and weight.shape[1] != counts[0]):
            expected = f"{counts[1]} × {'n' if counts[0] is None else counts[0]}"
            shape = " × ".join(map(str, weight.shape))
            yield problem_of(projection, found.WRONG_LENGTH, "weight", name="weight", count=shape, expected=expected)
            return
        count = None
    flat = weight.reshape(-1) if isinstance(weight, np.ndarray) else weight
    if problem := shape_problem(projection, "weight", flat, count):
        yield problem
        return
    yield from _sign(projection, target)


def _sign(projection: Projection, target: Population) -> Iterator[Problem]:
    low, high = extremes(projection.weight)
    if projection.synapse is not None and projection.synapse.is_unsigned():
        if low < 0.0:
            unit = weight_unit(target.model, projection.synapse)
            yield problem_of(projection, found.NEGATIVE_CONDUCTANCE, "weight", value=f"{low:g}", unit=unit)
        return
    wrong = {Sign.EXCITATORY: low < 0.0, Sign.INHIBITORY: high > 0.0, Sign.MIXED: False}[projection.sign]
    if wrong:
        value = low if projection.sign is Sign.EXCITATORY else high
        yield problem_of(projection, found.WRONG_SIGN, "weight", sign=projection.sign.value, value=f"{value:g}")


def _delays(projection: Projection, h: float) -> Iterator[Problem]:
    delay = projection.delay
    count = len(projection.connections.pre) if projection.connections is not None else None
    if isinstance(delay, np.ndarray) and delay.ndim > 1:
        shape = " × ".join(map(str, delay.shape))
        yield problem_of(projection, found.DELAYS_IN_A_TABLE, "delay", shape=shape)
        return
    if problem := shape_problem(projection, "delay", delay, count):
        yield problem
        return
    if is_drawn(delay) and quantile(delay, LIKELY) < h:
        yield problem_of(projection, found.DELAYS_TOO_SHORT, "delay", h=f"{h:g}")
        return
    low, high = extremes(delay)
    if low < 0.0:
        yield problem_of(projection, found.NEGATIVE_DELAY, "delay", value=f"{low:g}")
    elif is_drawn(delay):
        if low < h * (1.0 - 1e-9):
            yield warning_of(projection, found.DELAYS_DRAWN_AGAIN, "delay", h=f"{h:g}")
    elif 0.0 < low < h * (1.0 - 1e-9):
        yield warning_of(projection, found.DELAY_BELOW_STEP, "delay", h=f"{h:g}")
    elif isinstance(delay, float | int) and not is_whole(delay / h):
        acts = max(int(np.floor(high / h + 0.5)), 1) * h
        yield warning_of(projection, found.DELAY_ROUNDED, "delay", value=f"{acts:g}", h=f"{h:g}")
    elif isinstance(delay, np.ndarray) and not all(map(is_whole, np.unique(delay / h))):
        yield warning_of(projection, found.DELAYS_ROUNDED, "delay", h=f"{h:g}")


def cycle_problems(network: NetworkDescription) -> Iterator[Problem]:
    """A circle of delays of zero, named."""
    titles = {p.id: title_of(p) for p in network.populations}
    edges = {
        (p.source, p.target): p.id
        for p in network.projections
        if p.source in titles and p.target in titles and _has_zero(p) and not (p.synapse and p.synapse.both_ways)
    }
    _, cycle = ordered_populations(list(titles), edges)
    if cycle:
        path = " → ".join(titles[id] for id in (*cycle, cycle[0]))
        place = edges[cycle[0], cycle[1 % len(cycle)]]
        yield Problem(place, found.CYCLE, {"path": path, "h": f"{network.resolution:g}"}, quantity="delay")


def _has_zero(projection: Projection) -> bool:
    delay = projection.delay
    return isinstance(delay, float | int | np.ndarray) and bool((np.asarray(delay) == 0.0).any())
