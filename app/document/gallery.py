"""The example networks that the start page offers."""

from __future__ import annotations

from pathlib import Path

import msgspec

EXAMPLES = Path(__file__).parent.parent.parent / "resources" / "examples"
INDEX = "index.json"


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One example in the index; title and purpose are English and shown through the catalogue."""

    file: str
    title: str
    purpose: str
    category: str
    minutes: int
    start_here: bool = False


class Example(Entry, frozen=True):
    """An entry with the place of its project file."""

    @property
    def path(self) -> Path:
        return EXAMPLES / self.file


def examples() -> list[Example]:
    """All examples in the order in which a newcomer should meet them."""
    return msgspec.json.decode((EXAMPLES / INDEX).read_bytes(), type=list[Example])
