"""Groups of things that depend on each other, and an order in which each comes after all that feed it."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush

from engine.network.order import Edges


def strongly_connected(ids: Sequence[str], edges: Edges) -> list[list[str]]:
    """Groups whose members reach each other, each in the order of ``ids``, as their first members are.

    Source: Sharir (1981), Computers & Mathematics with Applications 7(1), 67-72, 10.1016/0898-1221(81)90008-0.
    """
    back: dict[str, list[str]] = {id: [] for id in ids}
    for id in ids:
        for end in edges.get(id, ()):
            if end in back:
                back[end].append(id)
    group_of: dict[str, str] = {}
    for first in reversed(finished_in_depth(ids, edges)):
        open_ends = [] if first in group_of else [first]
        while open_ends:
            member = open_ends.pop()
            if member not in group_of:
                group_of[member] = first
                open_ends += back[member]
    groups: dict[str, list[str]] = {}
    for id in ids:
        groups.setdefault(group_of[id], []).append(id)
    return list(groups.values())


def finished_in_depth(ids: Sequence[str], edges: Edges) -> list[str]:
    """Each after all that it alone leads to, seeking in depth from the first of ``ids`` on."""
    known, seen, finished = set(ids), set[str](), []
    for start in ids:
        path = [] if start in seen else [(start, iter(edges.get(start, ())))]
        seen.add(start)
        while path:
            id, ends = path[-1]
            following = next((end for end in ends if end in known and end not in seen), None)
            if following is None:
                finished.append(id)
                path.pop()
            else:
                seen.add(following)
                path.append((following, iter(edges.get(following, ()))))
    return finished


def topological_order(ids: Sequence[str], edges: Edges) -> list[str]:
    """Each after all from which edges lead to it, otherwise as in ``ids``; where all wait for another, the first."""
    place = {id: at for at, id in enumerate(ids)}
    following = {id: [end for end in set(edges.get(id, ())) if end in place and end != id] for id in ids}
    waiting = dict.fromkeys(ids, 0)
    for ends in following.values():
        for end in ends:
            waiting[end] += 1
    left, result = dict.fromkeys(ids), list[str]()
    ready = [place[id] for id in ids if not waiting[id]]
    while left:
        chosen = ids[heappop(ready)] if ready else next(iter(left))
        del left[chosen]
        result.append(chosen)
        for end in following[chosen]:
            waiting[end] -= 1
            if not waiting[end] and end in left:
                heappush(ready, place[end])
    return result
