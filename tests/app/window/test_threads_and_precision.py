"""The window runs with as many threads as gain and in double precision; in single only where nothing else fits."""

from __future__ import annotations

import pytest

from app.document.examples import balanced_network
from app.document.meaning.meaning import meaning
from app.preferences import Choices, Preferences, most_threads
from engine.checking import memory
from engine.simulation.arrays.layout import AUTOMATIC
from tests.app.window.rooms import show


def test_threads_are_automatic_until_somebody_chooses_a_number(tmp_path):
    """One thread ran every network."""
    assert Preferences(tmp_path).choices.threads == Choices().threads == AUTOMATIC
    Preferences(tmp_path).set(threads=1)
    assert Preferences(tmp_path).choices.threads == 1
    Preferences(tmp_path).set(threads=10**6)
    assert Preferences(tmp_path).choices.threads == most_threads()


def budget(monkeypatch: pytest.MonkeyPatch, between: float) -> None:
    """So much memory is free as lies between the needs of single (0) and double precision (1)."""
    description = meaning(balanced_network.draw()).description
    double, single = (sum(p.size for p in memory.memory_parts(description, x)) for x in ("float64", "float32"))
    monkeypatch.setattr(memory, "free_memory", lambda: int((single + between * (double - single)) / memory.SHARE))


PRECISIONS = (
    ("float64", 2.0, "float64", []),
    ("float32", 2.0, "float32", []),
    ("float64", 0.5, "float32", ["In double precision this network does not fit into memory"]),
    ("float32", 0.5, "float32", []),
)


def test_a_run_takes_single_precision_only_where_it_must_and_says_so(quick_room, monkeypatch):
    show(quick_room, balanced_network.draw())
    for chosen, between, taken, said in PRECISIONS:
        quick_room.control.reset()
        quick_room.preferences.set(precision=chosen)
        budget(monkeypatch, between)
        told: list[str] = []
        quick_room.control.narrowed.connect(told.append)
        assert quick_room.control.start(paused=True)
        settings = quick_room.run.settings
        assert (settings.precision, settings.threads) == (taken, AUTOMATIC)
        assert [words.startswith(beginning) for words, beginning in zip(told, said, strict=True)] == [True] * len(said)
        assert not said or quick_room.window.notice.words.startswith(said[0])


def test_what_fits_in_neither_is_refused(quick_room, monkeypatch):
    show(quick_room, balanced_network.draw())
    budget(monkeypatch, -0.5)
    refused: list[object] = []
    quick_room.control.refused.connect(refused.append)
    assert not quick_room.control.start(paused=True) and len(refused) == 1
