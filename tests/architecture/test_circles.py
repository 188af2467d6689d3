"""Files that import each other in a circle, within functions and for types alone too: pairs at most, and few."""

from __future__ import annotations

from tests.house.circles import circles
from tests.house.tree import working

MOST_PAIRS = 3
MOST_PAIRS_OF_ROOMS = 4  # a folder of features that its neighbour asks by discovery, and a type


def test_a_circle_is_seen() -> None:
    assert list(circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a", "e"}, "e": {"f"}, "f": {"d"}})) == [
        ["b", "c"],
        ["d", "e", "f"],
    ]


def test_no_more_than_two_files_import_each_other() -> None:
    found = working().circles_of_files
    assert not [circle for circle in found if len(circle) > 2]
    assert len(found) <= MOST_PAIRS, found


def test_rooms_look_in_one_direction() -> None:
    found = working().circles_of_rooms
    assert not [circle for circle in found if len(circle) > 2]
    assert len(found) <= MOST_PAIRS_OF_ROOMS, found
