"""Every folder of code says what belongs there, and holds no more than a newcomer reads at a glance."""

from __future__ import annotations

from collections import Counter

from tests.house.tree import working

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


def test_every_room_says_what_belongs_there() -> None:
    said = {source.folder: source.says for source in working().sources if source.path.endswith("/__init__.py")}
    assert said.keys() == {source.folder for source in working().sources}
    assert not [room for room, text in said.items() if not text.endswith(".")]


def test_no_room_of_machinery_is_a_heap() -> None:
    held = Counter(source.folder for source in working().sources if not source.path.endswith("/__init__.py"))
    assert not {room: count for room, count in held.items() if count > MOST and not room.startswith(FEATURES)}
    assert held["app"] <= 8
