"""Every network of ``ways.py``, drawn and run within the process; ``drive.py --ways`` does the same on a screen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from pytestqt.qtbot import QtBot

from app.application import Composition
from app.preferences import Preferences
from tests.app.window.shared import SharedRoom
from tests.person.events import TestHand
from tests.person.teller import Teller
from tests.person.ways import Ways
from tests.strays import no_stray_windows

PATIENCE = 120.0  # seconds
RUNS_ON = 8.0  # ms
TOLD = {
    "convolution": {"places": 36},
    "gap junction": {"head": "Population — Population 2"},
    "short-term": {"released": "short_term/tsodyks_markram", "kept": "u"},
    "pooling": {"places": 16},
    "read-out": {"step": "Fit Linear read-out"},
    "mistake": {"sentences": 2},
}
WAYS = ("conductances", "equations", "convolution", "plasticity", "burst code", "gap junction", "short-term")
WAYS += ("pooling", "reward", "read-out", "mistake")


@pytest.fixture(scope="module")
def room_of_file(dressed_once: Preferences, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedRoom]:
    with closing(SharedRoom(tmp_path_factory.mktemp("window"))) as made:
        yield made


@pytest.fixture
def composition(qtbot: QtBot, dressed: Preferences, room_of_file: SharedRoom) -> Iterator[Composition]:
    """The window that all of them have one after the other, as it would begin."""
    room = room_of_file.as_new(qtbot)
    room.preferences.set(backend="numpy")  # nothing to compile
    with no_stray_windows():
        yield room


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", WAYS)
def test_a_network_is_drawn_from_nothing_and_runs(qtbot: QtBot, composition: Composition, name: str) -> None:
    seen: list[str] = []
    failures: list[object] = []
    composition.run.failed.connect(failures.append)
    told = Ways(composition, TestHand(composition.window), seen.append, RUNS_ON)
    assert tuple(told.ways) == WAYS

    teller = Teller(told.steps(name), PATIENCE, lambda: None)

    def over() -> None:
        assert teller.is_over, teller.place

    qtbot.waitUntil(over)
    assert teller.failure == ""
    assert failures == [] and seen == [name]
    assert told.told == TOLD.get(name, {})
