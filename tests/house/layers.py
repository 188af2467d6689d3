"""The layers of ``pyproject.toml``, and the rooms in them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from tests.house.house import House, outer


@dataclass(frozen=True)
class Layers:
    """The layer of each room of a package, counted from the lowest of its package, 0."""

    of: dict[str, int]

    @classmethod
    def at(cls, root: Path) -> Layers:
        """The contracts of the tree in a folder."""
        settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
        return cls(
            {
                f"{package}/{name}": layer
                for contract in settings["tool"]["importlinter"]["contracts"]
                if contract["type"] == "layers"
                for package in contract["containers"]
                for layer, line in enumerate(reversed(contract["layers"]))
                for name in line.split(" | ")
            }
        )

    def layer(self, room: str) -> int | None:
        """The layer of a room or of a file, or none where no contract places it."""
        return self.of.get(outer(room).removesuffix(".py"))

    def is_against(self, here: str, there: str) -> bool:
        """Whether an import leads to a room of the same package that does not stand beneath."""
        above, below = self.layer(here), self.layer(there)
        if here.split("/")[0] != there.split("/")[0]:
            return here.startswith("engine")
        return above is not None and below is not None and below >= above

    def against(self, house: House) -> dict[tuple[str, str], int]:
        """The arrows of a house that lead up or aside."""
        return {pair: count for pair, count in house.outer_arrows.items() if self.is_against(*pair)}

    def standing(self, house: House) -> dict[str, int]:
        """A layer for every room of a house: one that no contract places stands upon what it imports."""
        rooms = {outer(room) for room in house.rooms}
        found = {room: layer for room in rooms if (layer := self.layer(room)) is not None}
        beneath: dict[str, set[str]] = {room: set() for room in rooms}
        for here, there in house.outer_arrows:
            if here.split("/")[0] == there.split("/")[0]:
                beneath[here].add(there)

        def place(room: str, above: frozenset[str]) -> int:
            if room not in found:
                asked = beneath[room] - above - {room}
                found[room] = max((place(other, above | {room}) for other in asked), default=-1) + 1
            return found[room]

        return {room: place(room, frozenset()) for room in sorted(rooms)}
