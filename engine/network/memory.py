"""How much memory a network will need, reckoned before anything is allocated."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model.topology import Side
from engine.network import problems_found as found
from engine.network.description import NetworkDescription, Population, Projection
from engine.network.quantity_checks import extremes
from engine.network.space import grid_of
from engine.problems import Problem

NUMBER, INDEX, WHOLE = 8, 4, 8  # bytes of a float64, of an index and of a wide integer
WIRING_BYTES = 2 * WHOLE  # source and target of a connection as they are wired
SORTING_BYTES = 3 * WHOLE  # places and keys while connections are sorted
CHUNK = 1000  # steps of one compiled call, whose spikes are logged
SHARE = 0.8  # of the free memory may be used
ASSUMED_FREE = 4 << 30  # where the system does not say


def estimate(network: NetworkDescription) -> int:
    """Bytes that a run will need at its peak."""
    sizes = {e.id: e.size for kind in (network.populations, network.stimuli) for e in kind}
    sizes |= {e.id: 1024 for e in network.encoders}  # channels are only known once a dataset is loaded
    total = sum(_population(network, p) for p in network.populations)
    for projection in network.projections:
        if projection.source in sizes and projection.target in sizes:
            count = synapses(
                projection, *(_side(network, id, sizes[id]) for id in (projection.source, projection.target))
            )
            total += count * _per_synapse(projection)
    return int(total)


def _side(network: NetworkDescription, id: str, size: int) -> Side:
    return Side(size, shape=grid_of(network, id))


def synapses(projection: Projection, source: Side, target: Side) -> int:
    """The number of connections to expect."""
    if projection.connections is not None:
        return len(projection.connections.pre)
    same = projection.source == projection.target
    return int(projection.wiring.expected(source, target, same, projection.wiring_parameters))


def _per_synapse(projection: Projection) -> int:
    own_weight = not isinstance(projection.weight, float | int) or projection.plasticity is not None
    kept = INDEX + WIRING_BYTES + (NUMBER if own_weight else 0)
    if not isinstance(projection.delay, float | int):
        kept += 2 * INDEX + WHOLE
    rule = projection.plasticity
    learning = 0 if rule is None else 2 * WHOLE + INDEX + NUMBER * len(rule.synapse_states())
    return kept + SORTING_BYTES + learning


def _population(network: NetworkDescription, population: Population) -> int:
    into = [p for p in network.projections if p.target == population.id and p.synapse is not None]
    longest = max((extremes(p.delay)[1] for p in into), default=0.0)
    slots = int(longest / network.resolution) + 2
    per_neuron = NUMBER * (2 * (len(population.model.states()) + len(into)) + len(population.parameters) + 4)
    return population.size * (per_neuron + slots * len(into) * NUMBER + CHUNK * INDEX)


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


def memory_problems(network: NetworkDescription) -> Iterator[Problem]:
    """Refuses what will not fit."""
    need, have = estimate(network), free_memory()
    if need > SHARE * have:
        yield Problem("", found.TOO_LARGE, {"need": readable(need), "have": readable(have)})


def readable(size: float) -> str:
    """Bytes in words: ``1.5 GiB``."""
    for unit in ("bytes", "KiB", "MiB"):
        if size < 1024:
            return f"{size:.3g} {unit}"
        size /= 1024
    return f"{size:.3g} GiB"
