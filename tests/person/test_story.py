"""The newcomer's story again, told within the process: the twin of ``drive.py`` that needs no display."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.application import Composition
from app.preferences import Preferences
from tests.person.events import Answers, TestHand
from tests.person.stage import on_stage
from tests.person.story import EXCITATORY, Story
from tests.person.teller import Teller

PATIENCE = 120.0  # seconds


@pytest.fixture
def composition(qtbot: QtBot, dressed: Preferences, tmp_path: Path) -> Iterator[Composition]:
    with on_stage(qtbot, Preferences(tmp_path), tmp_path, Answers(tmp_path / "balanced.spikeloom")) as made:
        yield made


@pytest.mark.timeout(600)
def test_a_newcomer_draws_runs_teaches_undoes_and_finds_the_same_spikes_again(
    qtbot: QtBot, composition: Composition, tmp_path: Path
) -> None:
    seen: list[str] = []
    hand = TestHand(composition.window)
    story = Story(composition, hand, tmp_path / "balanced.spikeloom", seen.append)
    teller = Teller(story.steps(), PATIENCE, lambda: None)
    failures: list[object] = []
    composition.run.failed.connect(failures.append)
    qtbot.waitUntil(lambda: teller.is_over)
    assert teller.failure == ""
    assert failures == []
    assert len(seen) == 9
    assert 0.7 <= story.told["variation"] <= 1.3
    assert 1.0 <= story.told["rate"] <= 40.0
    assert story.told["slider steps"] == 1
    assert story.told["nodes after undo"] == 0
    assert story.told["same spikes"] is True
    assert story.told["spikes compared"] > EXCITATORY
