"""A tree of the program: files, rooms, and the arrows between them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.house.circles import circles
from tests.house.source import Source, read

PACKAGES = ("app", "engine")
PAPERS = "engine/models/"
"""Where classes are named as papers name them, and are told apart by their folders."""

Arrows = Mapping[tuple[str, str], int]
"""By the room that imports and the room that is imported: how many files of the one a file of the other imports."""


def outer(room: str) -> str:
    """The room of the package in which a room stands: ``app/canvas`` for ``app/canvas/gestures``."""
    return "/".join(room.split("/")[:2])


@dataclass(frozen=True)
class House:
    """All files of the program, and those of its tests where they are counted."""

    name: str
    sources: tuple[Source, ...]
    tests: tuple[Source, ...]

    @classmethod
    def at(cls, root: Path, name: str = "", with_tests: bool = True) -> House:
        """The tree in a folder."""
        tests = read_all(root, "tests") if with_tests else ()
        return cls(name or root.name, tuple(s for package in PACKAGES for s in read_all(root, package)), tests)

    @cached_property
    def imports(self) -> dict[str, set[str]]:
        """What each file imports of the program, by modules, in functions and for types alone too."""
        known = {source.module for source in self.sources}
        found: dict[str, set[str]] = {}
        for source in self.sources:
            asked = {f"{module}.{name}" if f"{module}.{name}" in known else module for module, name in source.imports}
            found[source.module] = (asked & known) - {source.module}
        return found

    @cached_property
    def rooms(self) -> dict[str, list[Source]]:
        """Files by their folder, and by themselves where they stand in no room."""
        found: dict[str, list[Source]] = defaultdict(list)
        for source in self.sources:
            found[source.room].append(source)
        return dict(found)

    @cached_property
    def arrows(self) -> Arrows:
        """Imports between rooms."""
        room = {source.module: source.room for source in self.sources}
        pairs = ((room[here], room[there]) for here, asked in self.imports.items() for there in asked)
        return Counter((here, there) for here, there in pairs if here != there)

    @cached_property
    def outer_arrows(self) -> Arrows:
        """Imports between the rooms that stand in a package itself."""
        found: Counter[tuple[str, str]] = Counter()
        for (here, there), count in self.arrows.items():
            if outer(here) != outer(there):
                found[outer(here), outer(there)] += count
        return found

    @cached_property
    def circles_of_rooms(self) -> list[list[str]]:
        """Rooms that reach each other."""
        reached: dict[str, set[str]] = {room: set() for room in self.rooms}
        for here, there in self.arrows:
            reached[here].add(there)
        return sorted(circles(reached))

    @cached_property
    def circles_of_files(self) -> list[list[str]]:
        """Modules that reach each other."""
        return sorted(circles(self.imports))

    @cached_property
    def classes_of_one_name(self) -> dict[str, list[str]]:
        """Names of classes that several files declare."""
        return shared((s.path, s.classes) for s in self.sources if not s.path.startswith(PAPERS))

    @cached_property
    def functions_of_one_name(self) -> dict[str, list[str]]:
        """Public functions of modules that several files declare by one name."""
        return shared((s.path, [name for name in s.functions if name[0] != "_"]) for s in self.sources)

    @property
    def questions(self) -> list[str]:
        """Docstrings that begin with a word of a question."""
        return [f"{source.path}: {line}" for source in self.sources for line in source.questions]


def read_all(root: Path, folder: str) -> tuple[Source, ...]:
    """The files of Python in a folder of a tree."""
    return tuple(read(path, root) for path in sorted((root / folder).rglob("*.py")))


def shared(named: Iterable[tuple[str, Iterable[str]]]) -> dict[str, list[str]]:
    """Names that stand in several places, with these."""
    places: dict[str, set[str]] = defaultdict(set)
    for place, names in named:
        for name in names:
            places[name].add(place)
    return {name: sorted(found) for name, found in sorted(places.items()) if len(found) > 1}
