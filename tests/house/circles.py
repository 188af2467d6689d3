"""Circles of imports."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping


def circles(imports: Mapping[str, Collection[str]]) -> Iterator[list[str]]:
    """Groups that all reach each other (Tarjan, SIAM J. Comput. 1, 1972); whatever is reached is a key too."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_: list[str] = []
    for root in imports:
        if root in number:
            continue
        walk = [(root, iter(imports[root]))]
        number[root] = lowest[root] = len(number)
        open_.append(root)
        while walk:
            here, following = walk[-1]
            for there in following:
                if there not in number:
                    number[there] = lowest[there] = len(number)
                    open_.append(there)
                    walk.append((there, iter(imports[there])))
                    break
                if there in open_:
                    lowest[here] = min(lowest[here], number[there])
            else:
                walk.pop()
                if walk:
                    above = walk[-1][0]
                    lowest[above] = min(lowest[above], lowest[here])
                if lowest[here] == number[here]:
                    first = open_.index(here)
                    found, open_[first:] = open_[first:], []
                    if len(found) > 1:
                        yield sorted(found)
