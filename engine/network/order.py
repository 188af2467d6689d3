"""Order of a network's elements: what comes before what, in a circle, or is reached at all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

Edges = Mapping[str, Collection[str]]


def ordered_populations(
    populations: Sequence[str], edges: Iterable[tuple[str, str]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Populations so that every edge points forward, and the populations of a cycle (empty if there is none)."""
    place = {p: at for at, p in enumerate(populations)}
    before: dict[str, set[str]] = {p: set() for p in populations}
    after: dict[str, set[str]] = {p: set() for p in populations}
    for a, b in edges:
        if a in place and b in place:
            before[b].add(a)
            after[a].add(b)
    result: list[str] = []
    free = [p for p in populations if not before[p]]
    while free:
        result += free
        following = [(b, p) for p in free for b in after[p]]
        for b, p in following:
            before[b].remove(p)
        free = sorted({b for b, _ in following if not before[b]}, key=place.__getitem__)
    waiting = {p: earlier for p, earlier in before.items() if earlier}
    return tuple(result), one_cycle(waiting) if waiting else ()


def one_cycle(before: Mapping[str, set[str]]) -> tuple[str, ...]:
    """One cycle among populations that all wait for another."""
    path = [next(iter(before))]
    while True:
        previous = min(before[path[-1]])
        if previous in path:
            return tuple(reversed(path[path.index(previous) :]))
        path.append(previous)


def reachable_populations(start: Iterable[str], edges: Edges) -> set[str]:
    """The start, and all to which edges lead from there."""
    found, open_ends = set(start), list(start)
    while open_ends:
        for end in edges.get(open_ends.pop(), ()):
            if end not in found:
                found.add(end)
                open_ends.append(end)
    return found
