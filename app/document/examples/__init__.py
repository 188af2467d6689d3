"""The example networks: one file = one example, drawn by the same edits as a person's.

A file has the name of its project. It says in ``EXAMPLE`` what the start page tells of it, in ``PLACE`` where it stands
there, and draws it in ``draw()``. ``python -m app.document.examples`` renews ``resources/examples``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec
from msgspec.structs import replace

from app.document.document import Document
from app.document.example import EXAMPLES, INDEX, Example
from app.document.file.file_format import EXTENSION, save
from engine.discovery import modules


@dataclass(frozen=True)
class DrawnExample:
    """One example: what the start page says of it, and the function that draws it."""

    entry: Example
    draw: Callable[[], Document]


@cache  # imports a folder of examples once (decision 0220)
def drawn() -> tuple[DrawnExample, ...]:
    """Every example, in the order of the start page."""
    found = sorted((one for one in modules(__name__) if hasattr(one, "EXAMPLE")), key=lambda one: one.PLACE)
    files = [one.__name__.rpartition(".")[2].replace("_", "-") + EXTENSION for one in found]
    return tuple(DrawnExample(replace(m.EXAMPLE, file=file), m.draw) for m, file in zip(found, files, strict=True))


def write(folder: Path = EXAMPLES) -> None:
    """Write every project file and the index."""
    folder.mkdir(parents=True, exist_ok=True)
    for one in drawn():
        save(one.draw(), folder / one.entry.file)
    index = msgspec.json.format(msgspec.json.encode([one.entry for one in drawn()]), indent=1)
    (folder / INDEX).write_bytes(index + b"\n")
