"""Places of rooms on a sheet: the app to the left, the engine to the right, a row for each layer."""

from __future__ import annotations

import textwrap
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from tests.house.house import PACKAGES, House, outer
from tests.house.layers import Layers

WIDTH = 200  # pixels of a room
GAP = 44  # pixels between rooms of a row, through which arrows pass
BETWEEN = 42  # pixels between rows
MOST = 5  # rooms of a row; a layer of more has several
LETTERS = 30  # of a line of words
LINE = 15  # pixels
HEAD = 24  # pixels above the words of a room
FOOT = 8
ASIDE = 150  # pixels between the packages
TOP = 120  # pixels of the title
SWEEPS = 4  # of the order within rows
Node = TypeVar("Node", bound=Hashable)


@dataclass(frozen=True)
class Box:
    """A room on the sheet, or the files of a layer that stand in none: title, words, and what is within."""

    rooms: frozenset[str]
    title: str
    count: str
    words: tuple[str, ...]
    within: tuple[tuple[str, str], ...]
    """Names with their counts."""

    @property
    def height(self) -> float:
        return HEAD + LINE * (len(self.words) + len(self.within)) + FOOT

    @property
    def package(self) -> str:
        return min(self.rooms).split("/")[0]


@dataclass(frozen=True)
class Place:
    """The left upper corner of a box."""

    box: Box
    x: float
    y: float

    @property
    def bottom(self) -> float:
        return self.y + self.box.height


@dataclass(frozen=True)
class Plan:
    """Rows of boxes from above, by package, and arrows between these."""

    rows: Mapping[str, list[list[Place]]]
    arrows: Mapping[tuple[Box, Box], int]
    """Imports; an arrow that follows from others is left out."""
    against: frozenset[tuple[Box, Box]]
    """Arrows that lead against the layers."""
    width: float
    height: float

    @property
    def places(self) -> dict[Box, Place]:
        return {place.box: place for rows in self.rows.values() for row in rows for place in row}


def plan(house: House, layers: Layers) -> Plan:
    """A place for every room."""
    full = {outer(source.room) for source in house.sources if source.code}
    standing = {room: layer for room, layer in layers.standing(house).items() if room in full}
    by_layer: dict[tuple[str, int], list[Box]] = {}
    for package in PACKAGES:
        for layer in sorted({n for room, n in standing.items() if room.startswith(package)}, reverse=True):
            here = sorted(room for room, n in standing.items() if n == layer and room.startswith(package))
            by_layer[package, layer] = list(boxes(here, house))
    of = {room: box for row in by_layer.values() for box in row for room in box.rooms}
    counts: Counter[tuple[Box, Box]] = Counter()
    against = set()
    for (room, other), count in house.outer_arrows.items():
        if {room, other} <= full and of[room] != of[other]:
            counts[of[room], of[other]] += count
            if layers.is_against(room, other):
                against.add((of[room], of[other]))
    arrows = direct(counts.keys() - against) | against
    placed: dict[str, list[list[Place]]] = {}
    left, bottom = float(GAP), 0.0
    for package in PACKAGES:
        rows = ordered([part for key, row in by_layer.items() if key[0] == package for part in split(row)], arrows)
        placed[package], wide, low = spread(rows, left)
        left += wide + ASIDE
        bottom = max(bottom, low)
    return Plan(placed, {arrow: counts[arrow] for arrow in arrows}, frozenset(against), left - ASIDE + GAP, bottom)


def spread(rows: list[list[Box]], left: float) -> tuple[list[list[Place]], float, float]:
    """Rows about one middle, how wide they are, and where they end."""
    wide = max(len(row) for row in rows) * (WIDTH + GAP)
    y = float(TOP)
    placed = []
    for row in rows:
        begin = left + (wide - len(row) * (WIDTH + GAP) + GAP) / 2
        placed.append([Place(box, begin + i * (WIDTH + GAP), y) for i, box in enumerate(row)])
        y += max(box.height for box in row) + BETWEEN
    return placed, wide, y


def boxes(rooms: list[str], house: House) -> Iterator[Box]:
    """The rooms of one layer, and one box for all files that stand in no room."""
    files = [room for room in rooms if room.endswith(".py")]
    for room in rooms:
        if room not in files:
            inner = sorted(other for other in house.rooms if outer(other) == room)
            within = tuple((f"{other[len(room) + 1 :]}/", counted(house, other)) for other in inner if other != room)
            yield Box(
                frozenset({room}), f"{outer(room).split('/')[1]}/", counted(house, *inner), says(house, room), within
            )
    if len(files) == 1:
        yield Box(frozenset(files), files[0].split("/")[1], counted(house, *files), says(house, files[0]), ())
    elif files:
        within = tuple((room.split("/")[1], counted(house, room)) for room in files)
        yield Box(frozenset(files), f"{len(files)} files", counted(house, *files), (), within)


def counted(house: House, *rooms: str) -> str:
    """Files and lines of code."""
    sources = [source for room in rooms for source in house.rooms[room]]
    code = f"{sum(source.code for source in sources):,}"
    return code if all(room.endswith(".py") for room in rooms) else f"{len(sources)} · {code}"


def says(house: House, room: str) -> tuple[str, ...]:
    """The first sentence about a room or a file, up to its colon, in short lines."""
    text = next((s.says for s in house.rooms.get(room, ()) if s.path in {room, f"{room}/__init__.py"}), "")
    for mark in (". ", ": ", "; "):
        text = text.partition(mark)[0]
    text = text.replace("``", "").replace("*", "").rstrip(".")
    return tuple(textwrap.wrap(text, LETTERS, max_lines=3, placeholder=" …"))


def direct(arrows: Collection[tuple[Node, Node]]) -> set[tuple[Node, Node]]:
    """Arrows without those that follow from others (a transitive reduction); within a circle all of them."""
    reached: dict[Node, set[Node]] = defaultdict(set)
    for here, there in arrows:
        reached[here].add(there)

    def all_from(here: Node, seen: set[Node]) -> set[Node]:
        for there in reached.get(here, ()):
            if there not in seen:
                seen.add(there)
                all_from(there, seen)
        return seen

    beneath = {room: all_from(room, set()) for room in list(reached)}
    return {
        (here, there)
        for here, there in arrows
        if not any(
            there in beneath.get(other, ()) and other not in beneath.get(there, ()) for other in reached[here] - {there}
        )
    }


def split(rooms: list[Box]) -> list[list[Box]]:
    """A layer in rows of equal length."""
    count = -(-len(rooms) // MOST)
    most = -(-len(rooms) // count)
    return [rooms[i : i + most] for i in range(0, len(rooms), most)]


def ordered(rows: list[list[Box]], arrows: Collection[tuple[Box, Box]]) -> list[list[Box]]:
    """Rows in which a room stands about where its neighbours in other rows do (the barycentre of Sugiyama, 1981)."""
    near: dict[Box, set[Box]] = defaultdict(set)
    for here, there in arrows:
        near[here].add(there)
        near[there].add(here)
    for _ in range(SWEEPS):
        place = {room: i - (len(row) - 1) / 2 for row in rows for i, room in enumerate(row)}

        def wanted(room: Box, place: Mapping[Box, float] = place) -> float:
            known = [place[other] for other in near[room] if other in place]
            return sum(known) / len(known) if known else 0.0

        rows = [sorted(row, key=wanted) for row in rows]
    return rows
