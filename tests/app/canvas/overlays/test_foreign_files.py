"""Files from elsewhere are read beside the window: it stays alive, and what changed meanwhile is minded."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.canvas.overlays.foreign_files import ForeignFiles, Taking
from app.canvas.view import CanvasView
from app.commands import intentions
from app.commands.editor import Editor
from app.document.edits import synapses_of
from app.document.elements import Node
from app.document.meaning.meaning import meaning
from app.i18n.translation import sentence
from engine.files import series as series_file
from engine.model import loading
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
    """Two populations and a link; weights are read only when they may."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reading, self.editor = Reading(monkeypatch), Editor()
        self.source, self.target = (intentions.add_node(self.editor, NEURON, (0, 0), size=n) for n in (4, 3))
        self.link = intentions.connect(self.editor, self.source, "out", self.target, "in")
        self.files = ForeignFiles(self.editor)
        self.told: list[object] = []

    def take(self, name: str | Path, on: Node | None = None) -> None:
        self.files.take(Taking(Path(name), (0.0, 0.0), self.told.append, self.told.append, on=on))

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


class Table:
    """A table of spikes of many samples; reading it waits after its first piece."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.path = folder / ("spikes of a long day " * 4 + ".csv")
        rows = "".join(f"{k // 10},{20.5 * (k % 10)},{k % 7},{k // 10 % 2}\n" for k in range(1000))
        self.path.write_text("sample,time,channel,label\n" + rows, encoding="utf-8")
        self.go, self.threads = threading.Event(), list[threading.Thread]()
        usual = loading.tell

        def waits(share: float) -> None:
            self.threads.append(threading.current_thread())
            usual(share)
            while share > 0.2 and not self.go.wait(0.01):
                usual(share)

        monkeypatch.setattr(series_file.loading, "tell", waits)
        monkeypatch.setattr(series_file, "PIECE", 1000)


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Table]:
    made = Table(tmp_path, monkeypatch)
    yield made
    made.go.set()


@pytest.fixture
def canvas(qtbot: QtBot) -> CanvasView:
    view = CanvasView(Editor())
    qtbot.addWidget(view)
    view.resize(1100, 700)
    view.show()
    return view


def test_a_dropped_table_is_read_aside_and_its_share_is_shown(qtbot: QtBot, canvas: CanvasView, table: Table) -> None:
    canvas.take_foreign(table.path, (0.0, 0.0), QPointF(0, 0), None)
    assert not canvas.editor.document.nodes and not canvas.overlays.reading.isVisible(), "nothing is said at once"
    qtbot.waitUntil(lambda: canvas.overlays.reading.isVisible() and canvas.overlays.reading.waiting.bar.share > 0.2)
    waiting = canvas.overlays.reading.waiting
    assert waiting.words.words.startswith("Reading spikes") and canvas.overlays.reading.toolTip() == table.path.name
    assert canvas.viewport().rect().contains(canvas.overlays.reading.geometry())
    assert waiting.words.sizeHint().width() <= canvas.overlays.reading.width(), "a long name is short in the middle"
    table.go.set()
    qtbot.waitUntil(lambda: not canvas.foreign.is_busy)
    assert not canvas.overlays.reading.isVisible() and threading.main_thread() not in table.threads
    (node,) = canvas.editor.document.nodes.values()
    assert node.parameters == {"file": str(table.path), "channels": 7.0, "duration": 190.0}
    assert meaning(canvas.editor.document).description.datasets[0].sample_time == 190.0
    canvas.editor.undo_stack.undo()
    assert not canvas.editor.document.nodes, "one step"


def test_reading_a_dropped_file_can_be_cancelled(qtbot: QtBot, canvas: CanvasView, table: Table) -> None:
    canvas.take_foreign(table.path, (0.0, 0.0), QPointF(0, 0), None)
    qtbot.waitUntil(canvas.overlays.reading.waiting.cancel.isVisible)
    QTest.mouseClick(canvas.overlays.reading.waiting.cancel, Qt.MouseButton.LeftButton)
    assert not canvas.foreign.is_busy and not canvas.overlays.reading.isVisible()
    qtbot.waitUntil(lambda: not any(t.name == "foreign file" for t in threading.enumerate()))
    assert not table.go.is_set(), "the thread gave up by itself"
    qtbot.wait(50)
    assert not canvas.editor.document.nodes and not canvas.overlays.refusal.isVisible()


def test_what_a_file_fell_on_may_be_gone_once_it_is_read(
    qtbot: QtBot, bench: Bench, table: Table, tmp_path: Path
) -> None:
    stimulus = intentions.add_node(bench.editor, "stimuli/spike_times", (0, 200))
    path = tmp_path / "a.csv"
    path.write_text("time,train\n" + "".join(f"{k},{k % 3}\n" for k in range(999)), encoding="utf-8")
    bench.take(path, bench.editor.document.nodes[stimulus])
    qtbot.waitUntil(lambda: len(table.threads) >= 3)
    intentions.delete(bench.editor, [stimulus])
    table.go.set()
    qtbot.waitUntil(lambda: bool(bench.told))
    assert isinstance(bench.told[0], Problem) and "no longer there" in sentence(bench.told[0])
