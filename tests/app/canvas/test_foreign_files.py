"""Files of other software are read beside the window: it stays alive, and what changed meanwhile is minded."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.canvas.foreign_files import ForeignFiles, Taking
from app.commands import intentions
from app.commands.editor import Editor
from app.document.edits import synapses_of
from engine.problems import Problem

NEURON = "neurons/discrete_leaky_integrate_and_fire"


class Reading:
    """Stands for reading weights: takes until it is let go; gives zeros for every link of the network asked about."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.go, self.count = threading.Event(), 0
        monkeypatch.setattr(intentions, "read_weights", self._read)

    def _read(self, description: Any, path: Path) -> dict[tuple[str, str], Any]:
        self.count += 1
        assert self.go.wait(20)
        if path.stem == "bad":
            raise intentions.Refused(Problem("", "import unreadable", {"reason": "It is bad."}))
        sizes = {p.id: p.size for p in description.populations}
        return {(p.id, "weight"): np.zeros((sizes[p.target], sizes[p.source])) for p in description.projections}


class Bench:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reading, self.editor = Reading(monkeypatch), Editor()
        self.source, self.target = (intentions.add_node(self.editor, NEURON, (0, 0), size=n) for n in (4, 3))
        self.link = intentions.connect(self.editor, self.source, "out", self.target, "in")
        self.files = ForeignFiles(self.editor)
        self.told: list[object] = []

    def take(self, name: str) -> None:
        self.files.take(Taking(Path(name), (0.0, 0.0), self.told.append, self.told.append))

    def shape(self) -> tuple[int, ...]:
        weight: Any = synapses_of(self.editor.document.links[self.link]).weight
        return self.editor.document.array(weight).shape


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch, qapp: Any) -> Bench:
    return Bench(monkeypatch)


def test_what_changes_while_a_file_is_read_is_minded(bench: Bench, qtbot: QtBot) -> None:
    bench.take("a.safetensors")
    qtbot.waitUntil(lambda: bench.reading.count == 1)
    intentions.set_size(bench.editor, [bench.target], 5)
    bench.reading.go.set()
    qtbot.waitUntil(lambda: not bench.files.is_busy)
    assert bench.told == [1] and bench.shape() == (5, 4), "read again for the network as it is now"


def test_another_project_is_left_alone_and_files_are_read_one_after_another(bench: Bench, qtbot: QtBot) -> None:
    bench.take("a.safetensors")
    bench.take("b.safetensors")
    qtbot.waitUntil(lambda: bench.reading.count == 1)
    bench.editor.load(Editor().document)
    bench.reading.go.set()
    qtbot.wait(100)
    assert not bench.told and not bench.files.is_busy and bench.reading.count == 1
    assert not bench.editor.undo_stack.count()


def test_a_file_that_is_refused_lets_the_next_be_read(bench: Bench, qtbot: QtBot) -> None:
    bench.reading.go.set()
    bench.take("bad.safetensors")
    bench.take("good.safetensors")
    qtbot.waitUntil(lambda: len(bench.told) == 2)
    assert isinstance(bench.told[0], Problem) and bench.told[1] == 1
