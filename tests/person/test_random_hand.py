"""Whatever a hand does that has no plan, nothing fails: ``pytest -n0 -m fuzz tests/person``.

An exception in a handler of Qt's is told by pytest-qt; one of an object that is gone ends the process. What was done
last stands in the report. ``FUZZ_SEEDS=7,8`` tries other hands than the two that are always tried.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import asdict
from pytestqt.qtbot import QtBot

from app.application import Composition
from app.document.example import examples
from app.document.networks.modules import modules
from app.preferences import Preferences
from tests.fuzz_seeds import fuzz_seeds
from tests.person.events import Answers
from tests.person.random_hand import RandomHand
from tests.person.stage import on_stage

SEEDS = fuzz_seeds(0, 1)
ACTIONS = 1500
STALLED = 120_000  # ms without an action
OPENED = ("four-regimes", "digits-without-labels", "one-neuron", "yin-yang", "stdp", "working-memory", "spike-xor")
OPENED += ("receptive-fields", "digits")


@pytest.fixture
def composition(
    qtbot: QtBot, dressed: Preferences, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Composition]:
    monkeypatch.chdir(tmp_path)  # where a file without a folder is written
    before = dressed.choices
    with on_stage(qtbot, dressed, tmp_path, Answers(tmp_path / "drawn.spikeloom")) as made:
        yield made
    for name in modules.names():
        modules.forget(name)
    dressed.set(**asdict(before))


@pytest.mark.fuzz
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", OPENED)
def test_nothing_fails_whatever_a_hand_does(
    qtbot: QtBot, composition: Composition, caplog: pytest.LogCaptureFixture, name: str, seed: int
) -> None:
    example = next(e for e in examples() if e.path.stem == name)
    composition.window.open_example(example)
    hand = RandomHand(composition, seed, ACTIONS)
    with qtbot.capture_exceptions() as raised:
        try:
            while (left := hand.left) > 0 and not raised:
                qtbot.waitUntil(lambda left=left: hand.left < left or bool(raised), timeout=STALLED)
        except qtbot.TimeoutError:
            pytest.fail("\n".join([*hand.done[-30:], "and nothing more"]))
        finally:
            hand.left = 0  # what follows has another window
    told = ["".join(traceback.format_exception(*what)) for what in raised]
    for _kind, _error, frames in raised:
        traceback.clear_frames(frames)  # a painter in one of them would paint on what is deleted below it
    assert not told, "\n".join([*hand.done[-30:], *told])
    unforeseen = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert not unforeseen, "\n".join([*hand.done[-30:], *unforeseen])
