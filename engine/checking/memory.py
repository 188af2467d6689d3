"""The memory a network will need, reckoned before anything is allocated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.checking.connection_count import connection_count
from engine.checking.control_groups import left_in_control_groups
from engine.checking.problem_of import Titled, title_of
from engine.checking.quantities import extremes
from engine.compiling.mathematics.lumping import lump
from engine.model.declaration import Payload
from engine.model.link_variables import WEIGHT
from engine.network import problems_found as found
from engine.network.description import NetworkDescription, Population, Projection, Recording, Stimulus
from engine.network.values import LogNormal, Normal, Uniform, Value
from engine.problems import NetworkError, Problem
from engine.sampling.randomness import compiled_exists
from engine.sampling.resolving import quantile, steps_of
from engine.sizes import estimate_words, size_words

SOON = 5_000_000  # connections that NumPy wires sooner (4 s of CPU) than loops are compiled (8 s)
SMALL = 1 << 16  # targets below this number fit into 16 bits
NUMBER, INDEX, WHOLE = 8, 4, 8  # bytes of a float64, of an index and of a wide integer
LISTING = 7 * WHOLE  # of a connection that is listed before it is sorted: ends, weight, places and keys
LAG = 2  # bytes of a delay until its connection is sorted
SEGMENT = WHOLE + INDEX  # bytes of a run of connections with one source and one delay
LEARNING = 6 * WHOLE  # of a connection whose weight changes by spikes
BLOCK, BLOCK_BYTES = 1 << 20, 24  # connections that a rule gives at a time, and bytes of each meanwhile
QUANTILES = 1024  # of a distribution of delays
LOGGED, SHORTEST, LONGEST = 4_000_000, 100, 1000  # spikes, and steps, of one compiled call
SPREADS = 5  # standard deviations: few delays are longer
LONG_DELAY = 50.0  # ms: longer than any axon's, so that it can be meant otherwise
MEANT = 10_000.0  # ms: a longer delay is rarely meant, so that it is refused where it costs much, however much is free
MOST_UNDER_WAY = 256 << 20  # bytes for what is under way by such a delay
SHARE = 0.8  # of the free memory may be used
MUCH = 0.5  # of the free memory is not taken unasked
ASSUMED_FREE = 4 << 30  # where the system does not say


@dataclass(frozen=True)
class MemoryPart:
    """The memory that one element needs: ``code`` is the problem where this is what is too much."""

    code: str
    element: str
    title: str
    size: float  # bytes


def memory_parts(network: NetworkDescription, precision: str = "float64") -> list[MemoryPart]:
    """List the memory of every element, and of the list of connections that is there while one projection is built."""
    sizes = {e.id: e.size for kind in (network.populations, network.stimuli) for e in kind}
    sizes |= {e.id: 1024 for e in network.encoders}  # channels are only known once a dataset is loaded
    number = np.dtype(precision).itemsize
    resets = _resets(network)
    made = [part for p in network.populations for part in _population(network, p, number, resets)]
    made += [_part(found.TOO_LARGE, s, _stimulus(network, s, number)) for s in network.stimuli]
    made += [_part(found.TOO_LARGE, d, d.model.held(d.parameters)) for d in network.datasets]
    meanwhile = 0.0
    known = [p for p in network.projections if p.source in sizes and p.target in sizes]
    ends = [(sizes[p.source], sizes[p.target]) for p in known]
    counts = [connection_count(network, p, sizes[p.source]).number for p in known]
    loops = compiled_exists() and sum(counts) > SOON
    for projection, (sources, targets), count in zip(known, ends, counts, strict=True):
        built = loops and _is_sorted(network, projection)
        own = _kept(network, projection, count, (sources, targets), number, built)
        made.append(_part(found.TOO_LARGE, projection, own))
        past = sources + targets if projection.plasticity is not None else 0
        past += sources if projection.short_term is not None else 0
        if past:
            made.append(_part(found.TOO_LONG_DELAYS, projection, _slots(network, projection) * past * number))
        meanwhile = max(meanwhile, LAG * count + min(count, BLOCK) * BLOCK_BYTES if built else LISTING * count)
    counted = {p.id: count for p, count in zip(known, counts, strict=True)}
    sizes |= {p.id: sizes.get(p.target, 0) for p in network.projections}
    made += [_part(found.TOO_MUCH_RECORDED, r, _room(network, r, sizes, counted, number)) for r in network.recordings]
    return [*made, MemoryPart(found.TOO_LARGE, "", "", meanwhile)]


def _part(code: str, element: Titled, size: float) -> MemoryPart:
    return MemoryPart(code, element.id, title_of(element), size)


def _room(
    network: NetworkDescription, recording: Recording, sizes: Mapping[str, int], counts: Mapping[str, int], number: int
) -> float:
    """Bytes of the samples of one piece of a run, beside their copy in wide numbers."""
    if recording.quantity == "spikes":
        return 0.0
    each = counts if recording.quantity == WEIGHT else sizes
    count = len(recording.indices) if recording.indices is not None else each.get(recording.element, 0)
    samples = chunk_of(network) // max(recording.interval / network.resolution, 1.0) + 1
    return samples * count * (number + NUMBER)


def chunk_of(network: NetworkDescription) -> int:
    """Steps of one compiled call, so that the spike logs stay small."""
    return min(max(LOGGED // max(network.neurons, 1), SHORTEST), LONGEST)


def _stimulus(network: NetworkDescription, stimulus: Stimulus, number: int) -> float:
    """States and parameters of each train, words of its random numbers, and room for its spikes."""
    values = 2 * len(stimulus.model.states()) + len(stimulus.parameters) + 2
    spikes = chunk_of(network) + 1 if stimulus.model.payload() is Payload.SPIKES else 0
    return stimulus.size * (number * values + 2 * WHOLE + INDEX * spikes)


def _kept(
    network: NetworkDescription, projection: Projection, count: int, ends: tuple[int, int], number: int, built: bool
) -> float:
    """Bytes of a projection while the network runs, ``built`` by loops or listed."""
    rule = projection.plasticity
    own_weight = rule is not None or not isinstance(projection.weight, float | int)
    each = (2 if ends[1] < SMALL else INDEX) + (number if own_weight else 0)
    each += 0 if rule is None else LEARNING + number * len(rule.synapse_states())
    if not built:
        each += 2 * WHOLE + INDEX  # the list of connections, and their places in it
    return count * each + SEGMENT * _segments(projection, count, ends[0], network.resolution)


def _segments(projection: Projection, count: int, sources: int, resolution: float) -> float:
    """The number of runs of connections with one source and one delay to expect."""
    delay = projection.delay
    if isinstance(delay, float | int) or not sources:
        return float(sources)
    if not isinstance(delay, Uniform | Normal | LogNormal):
        return float(count)
    times = quantile(delay, (np.arange(QUANTILES) + 0.5) / QUANTILES)
    steps = steps_of(np.maximum(times, resolution), resolution)
    share = np.unique(np.maximum(steps, 1), return_counts=True)[1] / QUANTILES
    return float(sources * (1.0 - (1.0 - share) ** (count / sources)).sum())


def _is_sorted(network: NetworkDescription, projection: Projection) -> bool:
    """Tell whether its connections are sorted by source, as loops do while they come."""
    source = network.sources.get(projection.source)
    own_train = isinstance(source, Stimulus) and source.model.own_train_per_target()
    return projection.passes_spikes() and not own_train


def _population(network: NetworkDescription, population: Population, number: int, resets: int) -> Iterator[MemoryPart]:
    """Its neurons, and what arrives there later: spikes, and potentials for links that read them."""
    arriving = network.incoming.get(population.id, ())
    into = [p for p in arriving if p.passes_spikes()]
    receptors = len(lump(arriving))
    slots = max((_slots(network, p) for p in into), default=2.0)
    read = [p for p in network.outgoing.get(population.id, ()) if _couples(p)]
    read += [p for p in arriving if _couples(p) and _both_ways(p) and p.source != population.id]
    kept = max((2 * _slots(network, p) for p in read), default=0.0)
    values = 2 * (len(population.model.states()) + receptors) + len(population.parameters) + 4
    spikes = most_spikes(chunk_of(network), _apart(population, network.resolution), resets)
    yield _part(found.TOO_LARGE, population, population.size * (number * values + spikes * INDEX))
    slowest = max([*into, *read], key=lambda p: _longest(p.delay), default=None)
    if slowest is not None:
        is_long = _longest(slowest.delay) >= LONG_DELAY
        ahead = population.size * number * (slots * receptors + kept)
        yield _part(found.TOO_LONG_DELAYS, slowest, ahead) if is_long else _part(found.TOO_LARGE, population, ahead)


def _couples(projection: Projection) -> bool:
    return projection.synapse is not None and projection.synapse.couples()


def _both_ways(projection: Projection) -> bool:
    return projection.synapse is not None and projection.synapse.both_ways


def _slots(network: NetworkDescription, projection: Projection) -> float:
    """Steps that the longest delay takes, and what is at work now."""
    return _longest(projection.delay) // network.resolution + 2


def _apart(population: Population, resolution: float) -> int:
    """The smallest number of steps between two spikes of one neuron."""
    refractory = population.model.refractory()
    if refractory is None:
        return 1
    time, _ = extremes(population.parameters.get(refractory.name, refractory.default))
    return max(int(steps_of(time, resolution)), 1)


def most_spikes(chunk: int, apart: int, resets: int) -> int:
    """The most spikes of one neuron in a chunk: one in every begun ``apart`` steps from one reset to the next."""
    return min(chunk, chunk // apart + 1 + resets)


def _resets(network: NetworkDescription) -> int:
    """The number of times that samples that begin may reset neurons within a compiled call."""
    h, chunk = network.resolution, chunk_of(network)
    times = ((d.sample_time, d.gap) for d in network.datasets if d.reset_between)
    periods = (max(sum(int(steps_of(time, h)) for time in pair), 1) for pair in times)
    return sum(chunk // period + 1 for period in periods)


def _longest(delay: Value) -> float:
    """The longest delay in ms to expect."""
    if isinstance(delay, Normal | LogNormal):
        return delay.mean + SPREADS * delay.std
    return extremes(delay)[1]


def memory_of(network: NetworkDescription, precision: str = "float64") -> float:
    """Bytes that a run of the network will take."""
    return sum(part.size for part in memory_parts(network, precision))


def free_memory() -> int:
    """Bytes that may be used now; a cautious guess where the system does not say."""
    try:
        import os

        free = int(os.sysconf("SC_AVPHYS_PAGES")) * int(os.sysconf("SC_PAGE_SIZE")) + _reclaimable()
    except (AttributeError, ValueError, OSError):
        free = ASSUMED_FREE
    return min(left_in_control_groups(free), _left_of_limit(free))


def _left_of_limit(unlimited: int) -> int:
    """Bytes that a limit of the process's address space (``ulimit -v``) leaves; ``unlimited`` where there is none."""
    from pathlib import Path

    try:
        import resource

        limit = resource.getrlimit(resource.RLIMIT_AS)[0]
        taken = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[0]) * resource.getpagesize()
    except (ImportError, OSError):
        return unlimited
    return unlimited if limit == resource.RLIM_INFINITY else max(limit - taken, 0)


def _reclaimable() -> int:
    """Bytes of the disk cache, which Linux gives back when asked."""
    from pathlib import Path

    file = Path("/proc/meminfo")
    if not file.exists():
        return 0
    cached = [line for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("Cached:")]
    return int(cached[0].split()[1]) * 1024 if cached else 0


def room_words(have: float) -> dict[str, str]:
    """Of the bytes that are free: how much they are, and the most that may be used, for a sentence that refuses."""
    return {"have": size_words(have), "most": size_words(SHARE * have)}


def memory_problems(network: NetworkDescription, precision: str = "float64") -> Iterator[Problem]:
    """Refuses what will not fit."""
    made, have = memory_parts(network, precision), free_memory()
    need = sum(part.size for part in made)
    if need <= SHARE * have:
        yield from _endless(network, made)
        return
    sums = {code: sum(p.size for p in made if p.code == code) for code in dict.fromkeys(p.code for p in made)}
    code = max(sums, key=lambda c: sums[c])
    most = max((p for p in made if p.code == code and p.element), key=lambda p: p.size)
    values = {"need": estimate_words(need), **room_words(have), "element": most.title}
    yield Problem(most.element, code, values)


def _endless(network: NetworkDescription, made: Sequence[MemoryPart]) -> Iterator[Problem]:
    """Refuses the delay that costs most where it is too long to be meant, though it would fit."""
    delays = {p.id: _longest(p.delay) for p in network.projections}
    costly = [p for p in made if p.code == found.TOO_LONG_DELAYS and p.size > MOST_UNDER_WAY]
    most = max((p for p in costly if delays[p.element] > MEANT), key=lambda p: p.size, default=None)
    if most is None:
        return
    values = {"element": most.title, "longest": f"{delays[most.element]:g}", "need": estimate_words(most.size)}
    yield Problem(most.element, found.ENDLESS_DELAY, values, quantity="delay")


def only_memory_refuses(fatal: Sequence[Problem]) -> bool:
    """Tell whether these refusals are of memory alone, so that numbers half as wide may do."""
    return all(p.code in (found.TOO_LARGE, found.TOO_LONG_DELAYS, found.TOO_MUCH_RECORDED) for p in fatal)


def fits(network: NetworkDescription, precision: str) -> bool:
    """Tell whether the memory that is free will do."""
    return not any(True for _ in memory_problems(network, precision))


def refuse_large_recording(network: NetworkDescription, recording: Recording, precision: str) -> None:
    """Raise :class:`NetworkError` where a network that runs has no room for one recording more."""
    alone = replace(network, recordings=(recording,))
    need = next((p.size for p in memory_parts(alone, precision) if p.code == found.TOO_MUCH_RECORDED), 0.0)
    have = free_memory()
    if need > SHARE * have:
        values = {"need": estimate_words(need), **room_words(have), "element": recording.title or recording.id}
        raise NetworkError([Problem(recording.id, found.TOO_MUCH_RECORDED, values)])
