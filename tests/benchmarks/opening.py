"""How long the window stands still while a large project is opened.

    python -m tests.benchmarks.opening [--nodes 300] [--megabytes 50] [--rounds 3]

Populations in a chain, one link with a weight of its own for every synapse, and a list of spikes make a file of that
size, which the window opens as a person would have it. Printed are milliseconds until the drawing is shown, the longest
turn of the event loop while the file is read and checked, and the longest from there on: to take the document over, to
draw it, and until the window has come to rest. Then a person clicks a population, the first that is ever selected in
this window. The medians are written into the page of performance, of clicks the longest; their bars are multiples of a
fixed painting that is timed between the rounds.
"""

from __future__ import annotations

import argparse
import gc
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.application import Composition
from app.document.document import Document
from app.document.edits import AddElements
from app.document.file.file_format import EXTENSION, save
from app.document.making.drawing import new_link, new_node
from app.preferences import Preferences
from app.process import set_up_application, warm_up
from tests.benchmarks.bars import beside
from tests.benchmarks.page import PERFORMANCE, put, table
from tests.benchmarks.painting import Painting
from tests.benchmarks.whole_window import process_events

REST = 1.5  # s
LIF, SPIKES = "neurons/leaky_integrate_and_fire", "stimuli/spike_times"
COLUMNS, APART = 20, 312.0  # nodes in a row, and their distance


def project(nodes: int, megabytes: float) -> Document:
    """A chain of populations, half of its bytes in one matrix of weights, half in times and trains of spikes."""
    document, random = Document(), np.random.default_rng(1)
    side, spikes = int(np.sqrt(megabytes * 2**20 / 16)), int(megabytes * 2**20 / 32)
    previous = None
    for number in range(nodes):
        place = APART * (number % COLUMNS), APART * (number // COLUMNS)
        node = new_node(document, LIF if number else SPIKES, place)
        if not number:
            listed = {"times": np.sort(random.integers(1, 10**7, spikes)) * 0.1,
                      "trains": random.integers(0, side, spikes).astype(np.float64)}  # fmt: skip
            given = {name: document.keep_array(array) for name, array in listed.items()}
            node = replace(node, size=side, parameters=given)
        elif number <= 1:
            node = replace(node, size=side)
        AddElements(nodes=(node,)).apply(document)
        if previous is not None:
            link = new_link(document, previous, "out", node, "in")
            if number == 1:
                matrix = document.keep_array(random.uniform(0.0, 9.0, (side, side)))
                link = replace(link, synapses=replace(link.synapses, weight=matrix))
            AddElements(links=(link,)).apply(document)
        previous = node
    return document


class ThreadTurns:
    """What the longest turn of the event loop took of this thread's processor time, since it was last asked."""

    def __init__(self) -> None:
        self._last, self._longest = time.thread_time(), 0.0
        self._timer = QTimer()
        self._timer.timeout.connect(self._turned)
        self._timer.start(0)

    def _turned(self) -> None:
        now = time.thread_time()
        self._longest, self._last = max(self._longest, 1000 * (now - self._last)), now

    def longest(self) -> float:
        self._turned()
        result, self._longest = self._longest, 0.0
        return result


def rest(app: QApplication, ready: Callable[[], bool]) -> None:
    while not ready():
        process_events(app)
        time.sleep(0.001)


def selected(app: QApplication, made: Composition) -> float:
    """CPU ms of the longest turn of a click on a population, until the window has come to rest."""
    canvas, turns = made.canvas, ThreadTurns()
    item = next(item for item in canvas.drawing.nodes.values() if item.node.kind == "population")
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=canvas.mapFromScene(item.scene_area().center()))
    end = time.perf_counter() + REST
    rest(app, lambda: time.perf_counter() > end)
    if made.editor.selection.ids != (item.node.id,):
        raise RuntimeError("the click has not selected the node")
    return turns.longest()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, default=300)
    parser.add_argument("--megabytes", type=float, default=50.0)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    gc.disable()
    home = Path(tempfile.mkdtemp(prefix="opening-"))
    path = home / f"large{EXTENSION}"
    save(project(options.nodes, options.megabytes), path)
    print(f"{options.nodes} nodes, {path.stat().st_size / 2**20:.0f} MiB")
    app = QApplication([])
    preferences = Preferences(home)
    set_up_application(app, preferences)
    warm_up(lambda _key: None, lambda: True)
    composition = Composition(preferences, recovery=home / "recovery")
    window = composition.window
    window.show()
    painting = Painting()
    reading, showing, drawn, worked, selecting = [], [], [], [], []
    for number in range(options.rounds):
        painting.turn()
        window.project.new()
        end = time.perf_counter() + REST
        rest(app, lambda until=end: time.perf_counter() > until)  # type: ignore[misc]
        turns, began, spent = ThreadTurns(), time.perf_counter(), time.process_time()
        heard: list[float] = []
        load = composition.editor.load

        def loading(*given, told=heard, own=turns, load=load, **named):  # type: ignore[no-untyped-def]
            told.append(own.longest())
            load(*given, **named)

        composition.editor.load = loading  # type: ignore[method-assign]
        window.project.open(path)
        shown = time.perf_counter()
        worked.append(1000 * (time.process_time() - spent))
        composition.editor.load = load  # type: ignore[method-assign]
        end = shown + REST
        rest(app, lambda until=end: time.perf_counter() > until)  # type: ignore[misc]
        reading.append(heard[0])
        showing.append(turns.longest())
        drawn.append(1000 * (shown - began))
        selecting.append(selected(app, composition))
        print(f"  {number + 1}: shown after {1000 * (shown - began):.0f} ms; longest turn while it is read "
              f"{reading[-1]:.0f} ms, from then on {showing[-1]:.0f} ms, selecting {selecting[-1]:.0f} ms")  # fmt: skip
    composition.close()
    met = [
        beside(what, ms, painting.ms)
        for what, ms in (
            ("a large project until it is shown, by the clock", float(np.median(drawn))),
            ("a large project until it is shown, CPU", float(np.median(worked))),
            ("longest turn while it is read", float(np.median(reading))),
            ("longest turn from then on", float(np.median(showing))),
            ("longest turn as a node is selected", max(selecting)),
        )
    ]
    head = [f"{options.nodes} nodes, {path.stat().st_size / 2**20:.0f} MiB", "ms"]
    rows = [[bar.what, f"{bar.ms:.0f}"] for bar in met] + [["the painting", f"{painting.ms:.0f}"]]
    put("opening", table(head, rows, *met), PERFORMANCE)
    print(*met, sep="; ")
    return 0 if all(bar.is_met for bar in met) else 1


if __name__ == "__main__":
    raise SystemExit(main())
