"""The example networks: one file = one example, drawn by the same edits as a person's.

A file says in ``EXAMPLE`` what the start page tells of it, in ``PLACE`` where it stands there, and draws it in
``draw()``. ``python -m app.document.examples`` renews ``resources/examples``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from app.document.document import Document
from app.document.example import EXAMPLES, INDEX, Example
from app.document.file.file_format import save
from engine.discovery import modules


@dataclass(frozen=True)
class DrawnExample:
    """One example: what the start page says of it, and the function that draws it."""

    entry: Example
    draw: Callable[[], Document]


@cache
def drawn() -> tuple[DrawnExample, ...]:
    """Every example, in the order of the start page."""
    found = [module for module in modules(__name__) if hasattr(module, "EXAMPLE")]
    return tuple(DrawnExample(module.EXAMPLE, module.draw) for module in sorted(found, key=lambda module: module.PLACE))


def write(folder: Path = EXAMPLES) -> None:
    """Write every project file and the index."""
    folder.mkdir(parents=True, exist_ok=True)
    for one in drawn():
        save(one.draw(), folder / one.entry.file)
    index = msgspec.json.format(msgspec.json.encode([one.entry for one in drawn()]), indent=1)
    (folder / INDEX).write_bytes(index + b"\n")
