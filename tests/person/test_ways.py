"""Every network of ``ways.py``, drawn and run within the process; ``drive.py --ways`` does the same on a screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.application import Composition
from app.preferences import Preferences
from tests.person.events import Answers, TestHand
from tests.person.stage import on_stage
from tests.person.teller import Teller
from tests.person.ways import Ways

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


@pytest.fixture
def composition(qtbot: QtBot, dressed: Preferences, tmp_path: Path) -> Iterator[Composition]:
    preferences = Preferences(tmp_path)
    preferences.set(backend="numpy")  # nothing to compile
    with on_stage(qtbot, preferences, tmp_path, Answers(tmp_path / "drawn.spikeloom")) as made:
        yield made


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
