"""Files that import each other in a circle, within functions and for types alone too: pairs at most, and few."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import grimp

MOST_PAIRS = 3
MOST_PAIRS_OF_ROOMS = 4  # a folder of features that its neighbour asks by discovery, and a type
TOP = ("app", "engine")  # they put everything together


def circles(imports: Mapping[str, set[str]]) -> Iterator[list[str]]:
    """Groups of files that all reach each other (Tarjan, SIAM J. Comput. 1, 1972)."""
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


def room_of(module: str, graph: grimp.ImportGraph) -> str:
    """The folder in which a module stands."""
    return module if graph.find_children(module) else module.rpartition(".")[0]


def test_a_circle_is_seen() -> None:
    assert list(circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a", "e"}, "e": {"f"}, "f": {"d"}})) == [
        ["b", "c"],
        ["d", "e", "f"],
    ]


def test_no_more_than_two_files_import_each_other() -> None:
    graph = grimp.build_graph("app", "engine", exclude_type_checking_imports=False, cache_dir=None)
    found = list(circles({file: graph.find_modules_directly_imported_by(file) for file in graph.modules}))
    assert not [circle for circle in found if len(circle) > 2]
    assert len(found) <= MOST_PAIRS, found


def test_rooms_look_in_one_direction() -> None:
    graph = grimp.build_graph("app", "engine", exclude_type_checking_imports=False, cache_dir=None)
    rooms: dict[str, set[str]] = {}
    for file in graph.modules:
        there = {room_of(other, graph) for other in graph.find_modules_directly_imported_by(file)}
        rooms.setdefault(room_of(file, graph), set()).update(there)
    found = list(circles({room: there - {room, *TOP} for room, there in rooms.items() if room not in TOP}))
    assert not [circle for circle in found if len(circle) > 2]
    assert len(found) <= MOST_PAIRS_OF_ROOMS, found
