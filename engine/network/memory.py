"""How much memory a network will need, reckoned before anything is allocated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from engine.compiling.lumping import lump
from engine.model.topology import Side
from engine.network import problems_found as found
from engine.network.description import NetworkDescription, Population, Projection
from engine.network.quantity_checks import extremes
from engine.network.space import grid_of
from engine.network.values import LogNormal, Normal, Uniform, Value
from engine.problems import Problem
from engine.simulation.compiled_wiring import SOON
from engine.simulation.connectivity import SMALL
from engine.simulation.randomness import compiled_exists
from engine.simulation.resolving import quantile, steps_of

NUMBER, INDEX, WHOLE = 8, 4, 8  # bytes of a float64, of an index and of a wide integer
LISTING = 7 * WHOLE  # of a connection that is listed before it is sorted: ends, weight, places and keys
LAG = 2  # bytes of a delay until its connection is sorted
SEGMENT = WHOLE + INDEX  # bytes of a run of connections with one source and one delay
LEARNING = 6 * WHOLE  # of a connection whose weight changes by spikes
BLOCK, BLOCK_BYTES = 1 << 20, 24  # connections that a rule gives at a time, and bytes of each meanwhile
QUANTILES = 1024  # of a distribution of delays
LOGGED, SHORTEST, LONGEST = 4_000_000, 100, 1000  # spikes, and steps, of one compiled call
SPREADS = 5  # standard deviations: few delays are longer
SHARE = 0.8  # of the free memory may be used
ASSUMED_FREE = 4 << 30  # where the system does not say


def estimate(network: NetworkDescription, precision: str = "float64") -> int:
    """Bytes that a run will need at its peak."""
    sizes = {e.id: e.size for kind in (network.populations, network.stimuli) for e in kind}
    sizes |= {e.id: 1024 for e in network.encoders}  # channels are only known once a dataset is loaded
    number = np.dtype(precision).itemsize
    kept, meanwhile = sum(_population(network, p, number) for p in network.populations), 0.0
    known = [p for p in network.projections if p.source in sizes and p.target in sizes]
    sides = [[_side(network, id, sizes[id]) for id in (p.source, p.target)] for p in known]
    counts = [synapses(p, *ends) for p, ends in zip(known, sides, strict=True)]
    loops = compiled_exists() and sum(counts) > SOON
    for projection, ends, count in zip(known, sides, counts, strict=True):
        built = loops and _is_sorted(network, projection)
        kept += _kept(network, projection, count, ends, number, built)
        meanwhile = max(meanwhile, LAG * count + min(count, BLOCK) * BLOCK_BYTES if built else LISTING * count)
    return int(kept + meanwhile)


def _side(network: NetworkDescription, id: str, size: int) -> Side:
    return Side(size, shape=grid_of(network, id))


def synapses(projection: Projection, source: Side, target: Side) -> int:
    """The number of connections to expect."""
    if projection.connections is not None:
        return len(projection.connections.pre)
    same = projection.source == projection.target
    return int(projection.wiring.expected(source, target, same, projection.wiring_parameters))


def _kept(
    network: NetworkDescription, projection: Projection, count: int, ends: Sequence[Side], number: int, built: bool
) -> float:
    """Bytes of a projection while the network runs, ``built`` by loops or listed."""
    rule = projection.plasticity
    own_weight = rule is not None or not isinstance(projection.weight, float | int)
    each = (2 if ends[1].size < SMALL else INDEX) + (number if own_weight else 0)
    each += 0 if rule is None else LEARNING + number * len(rule.synapse_states())
    if not built:
        each += 2 * WHOLE + INDEX  # the list of connections, and their places in it
    return count * each + SEGMENT * _segments(projection, count, ends[0].size, network.resolution)


def _segments(projection: Projection, count: int, sources: int, resolution: float) -> float:
    """The number of runs of connections with one source and one delay to expect."""
    delay = projection.delay
    if isinstance(delay, float | int) or not sources:
        return float(sources)
    if not isinstance(delay, Uniform | Normal | LogNormal):
        return float(count)
    times = quantile(delay, (np.arange(QUANTILES) + 0.5) / QUANTILES)
    share = np.bincount(np.maximum(steps_of(np.maximum(times, resolution), resolution), 1)) / QUANTILES
    return float(sources * (1.0 - (1.0 - share) ** (count / sources)).sum())


def _is_sorted(network: NetworkDescription, projection: Projection) -> bool:
    """Whether its connections are sorted by source, as loops do while they come."""
    own_train = any(s.id == projection.source and s.model.own_train_per_target() for s in network.stimuli)
    return projection.passes_spikes() and not own_train


def _population(network: NetworkDescription, population: Population, number: int) -> float:
    into = [p for p in network.projections if p.target == population.id and p.passes_spikes()]
    receptors = len(list(lump(into)))
    slots = int(max((_longest(p.delay) for p in into), default=0.0) / network.resolution) + 2
    elements = sum(p.size for p in network.populations)
    chunk = min(max(LOGGED // max(elements, 1), SHORTEST), LONGEST)
    values = 2 * (len(population.model.states()) + receptors) + len(population.parameters) + 4
    spikes = chunk // _apart(population, network.resolution) + 1
    return population.size * (number * (values + slots * receptors) + spikes * INDEX)


def _apart(population: Population, resolution: float) -> int:
    """The smallest number of steps between two spikes of one neuron."""
    refractory = population.model.refractory()
    if refractory is None:
        return 1
    return max(int(extremes(population.parameters.get(refractory.name, refractory.default))[0] / resolution), 1)


def _longest(delay: Value) -> float:
    """The longest delay in ms to expect."""
    if isinstance(delay, Normal | LogNormal):
        return delay.mean + SPREADS * delay.std
    return extremes(delay)[1]


def free_memory() -> int:
    """Bytes that may be used now; a cautious guess where the system does not say."""
    try:
        import os

        return int(os.sysconf("SC_AVPHYS_PAGES")) * int(os.sysconf("SC_PAGE_SIZE")) + _reclaimable()
    except (AttributeError, ValueError, OSError):
        return ASSUMED_FREE


def _reclaimable() -> int:
    """Bytes of the disk cache, which Linux gives back when asked."""
    from pathlib import Path

    file = Path("/proc/meminfo")
    if not file.exists():
        return 0
    cached = [line for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("Cached:")]
    return int(cached[0].split()[1]) * 1024 if cached else 0


def memory_problems(network: NetworkDescription, precision: str = "float64") -> Iterator[Problem]:
    """Refuses what will not fit."""
    need, have = estimate(network, precision), free_memory()
    if need > SHARE * have:
        yield Problem("", found.TOO_LARGE, {"need": readable(need), "have": readable(have)})


def readable(size: float) -> str:
    """Bytes in words: ``1.5 GiB``."""
    for unit in ("bytes", "KiB", "MiB"):
        if size < 1024:
            return f"{size:.3g} {unit}"
        size /= 1024
    return f"{size:.3g} GiB"
