"""Order of a network's elements: what comes before what, in a circle, or is reached at all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

Edges = Mapping[str, Collection[str]]


def ordered_populations(
    populations: Sequence[str], edges: Iterable[tuple[str, str]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Populations so that every edge points forward, and the populations of a cycle; one of the two is empty."""
    place = {p: at for at, p in enumerate(populations)}
    before: dict[str, dict[str, None]] = {p: {} for p in populations}  # in order, so that the same cycle is named
    for a, b in edges:
        if a in place and b in place:
            before[b][a] = None
    sorter, result = TopologicalSorter(before), list[str]()
    try:
        sorter.prepare()
    except CycleError as error:
        return (), tuple(error.args[1][1:])
    while sorter.is_active():
        ready = sorted(sorter.get_ready(), key=place.__getitem__)
        result += ready
        sorter.done(*ready)
    return tuple(result), ()


def reachable_populations(start: Iterable[str], edges: Edges) -> set[str]:
    """The start, and all to which edges lead from there."""
    found, open_ends = set(start), list(start)
    while open_ends:
        for end in edges.get(open_ends.pop(), ()):
            if end not in found:
                found.add(end)
                open_ends.append(end)
    return found
