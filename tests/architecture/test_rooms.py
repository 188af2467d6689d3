"""Every folder of code says what belongs there, and holds no more than a newcomer reads at a glance."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
MOST = 24  # files of one folder of machinery
FEATURES = (
    "app/document/examples",
    "app/document/lessons",
    "app/plots/views",
    "engine/datasets",
    "engine/exporting/formats",
    "engine/learning/methods",
    "engine/models",
)
"""Folders that list what there is, which may be much."""


def rooms() -> list[Path]:
    return sorted({path.parent for top in ("app", "engine") for path in (ROOT / top).rglob("*.py")})


def shown(room: Path) -> str:
    return room.relative_to(ROOT).as_posix()


def test_every_room_says_what_belongs_there() -> None:
    said = {shown(room): ast.get_docstring(ast.parse((room / "__init__.py").read_text("utf-8"))) for room in rooms()}
    assert not [room for room, text in said.items() if not text or not text.split("\n\n")[0].endswith(".")]


def test_no_room_of_machinery_is_a_heap() -> None:
    held = {shown(room): len(list(room.glob("*.py"))) - 1 for room in rooms()}
    assert not {room: count for room, count in held.items() if count > MOST and not room.startswith(FEATURES)}
    assert held["app"] <= 8
