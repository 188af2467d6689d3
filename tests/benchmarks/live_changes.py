"""How soon a running network obeys a change of its drawing, and how long the window is kept from its events.

    python -m tests.benchmarks.live_changes [--rounds 40]

Wall milliseconds from the edit of a document until the recorded membrane has crossed to the side that the edit
calls for, while the network runs at the speed of its document (1 × real time) and as fast as it can, on compiled
loops and on NumPy, which holds Python while it computes. Then the longest turn of the event loop, in CPU milliseconds
of its thread, while the balanced network is started, rebuilt and reset. At last, on the wall, how long a timer of the
whole window is late while the form of the inspector is built anew three times a second, and how long that takes. The
bars are multiples of a fixed painting that is timed in between.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

from app.document.document import Document
from app.document.edits import SetParameter
from app.document.file.file_format import open_document
from app.document.making.sketch import Sketch
from app.document.meaning.meaning import meaning
from app.inspector.panel import InspectorPanel
from app.running.following import Following
from app.running.run import Run
from app.running.simulated import RunSettings
from engine.network.description import Recording
from tests.benchmarks.bars import beside
from tests.benchmarks.page import PERFORMANCE, put, table
from tests.benchmarks.painting import Painting
from tests.benchmarks.whole_window import LIF, process_events, whole_window

EXAMPLES = Path(__file__).parents[2] / "resources" / "examples"
BACKENDS = "fastest", "numpy"
SPEEDS = ("1 × real time", 1.0), ("as fast as it can", 0.0)
SECONDS = 10.0  # for which the window is watched
LOW, MIDDLE, HIGH = -100.0, -80.0, -60.0  # mV: two resting potentials and what lies between
PATIENCE = 20.0  # s


def wait(app: QApplication, done: Callable[[], bool]) -> None:
    """Process events until ``done()``; a run that never obeys is an error."""
    until = time.perf_counter() + PATIENCE
    while not done():
        if time.perf_counter() > until:
            raise TimeoutError("the running network did not obey")
        process_events(app)
        time.sleep(0.0005)


def delays(app: QApplication, backend: str, speed: float, rounds: int) -> list[float]:
    """Milliseconds from each edit to the membrane on its new side."""
    document: Document = open_document(EXAMPLES / "one-neuron.spikeloom")
    (neuron,) = meaning(document).description.populations
    for name, value in (("tau_m", 0.5), ("V_th", 1000.0), ("E_L", HIGH)):
        SetParameter(neuron.id, name, value).apply(document)
    run = Run()
    following = Following(document, run, lambda drawn: meaning(drawn).description)
    description = meaning(document).description
    run.start(description, RunSettings(backend=backend, speed=speed))
    run.watch(Recording("probe", neuron.id, "V", (0,), description.resolution))

    def membrane() -> float:
        samples = run.frames.samples("probe")
        return float(samples.values[-1, 0]) if samples is not None and len(samples.values) else np.nan

    wait(app, lambda: membrane() > MIDDLE)
    found = []
    for turn in range(rounds):
        low = turn % 2 == 0
        began = time.perf_counter()
        SetParameter(neuron.id, "E_L", LOW if low else HIGH).apply(document)
        wait(app, lambda low=low: (membrane() < MIDDLE) == low)
        found.append(1000 * (time.perf_counter() - began))
    following.close()
    run.close()
    return found


def longest_turn(app: QApplication) -> float:
    """CPU ms of the longest turn of the event loop while a run is started, rebuilt and reset."""
    description = meaning(open_document(EXAMPLES / "balanced-network.spikeloom")).description
    largest = max(description.populations, key=lambda population: population.size)
    grown = replace(largest, size=largest.size + 10)
    larger = replace(description, populations=tuple(grown if p is largest else p for p in description.populations))
    run = Run()
    turns = [0.0]

    def turn(act: Callable[[], object]) -> None:
        began = time.thread_time()
        act()
        process_events(app)
        turns.append(1000 * (time.thread_time() - began))

    def turns_until(done: Callable[[], bool]) -> None:
        until = time.perf_counter() + PATIENCE
        while not done():
            if time.perf_counter() > until:
                raise TimeoutError("the run did not go on")
            turn(lambda: None)
            time.sleep(0.002)

    turn(lambda: run.start(description, RunSettings(speed=0.0)))
    turns_until(lambda: run.frames.latest_step > 200)
    turn(lambda: run.rebuild(larger))
    turns_until(lambda: run.frames.size_of(largest.id) == grown.size)
    turn(run.reset)
    turns_until(lambda: run.state == "paused")
    run.close()
    return max(turns)


def two_neurons() -> Document:
    """Noise, a neuron, and another one behind a synapse that learns: for NumPy much Python and little to compute."""
    sketch = Sketch("Two neurons", speed=0.0)
    noise = sketch.node("stimuli/poisson", "Noise", (48.0, 192.0), parameters={"rate": 8000.0})
    first = sketch.node(LIF, "First", (384.0, 168.0))
    second = sketch.node(LIF, "Second", (700.0, 168.0))
    sketch.link(noise, first, weight=400.0)
    sketch.link(
        first, second, weight=2000.0,
        plasticity="plasticity/pair_stdp", plasticity_parameters={"w_max": 4000.0},
    )  # fmt: skip
    return sketch.document


def held_up(app: QApplication, backend: str, seconds: float) -> tuple[list[float], list[float]]:
    """Milliseconds between ticks that are due every 10, and of each form that is built, at full speed."""
    with whole_window(two_neurons()) as made:
        window, ticks, forms = made.window, [], []
        panel = window.findChild(InspectorPanel)
        window.editor.selection.set([list(window.editor.document.links)[-1]])
        window.control.use_backend(backend)
        window.control.toggle()
        wait(app, lambda: window.run.frames.latest_step > 100)

        def build() -> None:
            began = time.perf_counter()
            panel.lock("" if len(forms) % 2 else "Computing.")
            forms.append(1000 * (time.perf_counter() - began))

        tick, building = QTimer(window, interval=10, timerType=Qt.TimerType.PreciseTimer), QTimer(window, interval=330)
        tick.timeout.connect(lambda: ticks.append(time.perf_counter()))
        building.timeout.connect(build)
        tick.start()
        building.start()
        loop = QEventLoop()
        QTimer.singleShot(round(1000 * seconds), loop.quit)
        loop.exec()
        tick.stop()
        building.stop()
    return list(1000 * np.diff(ticks)), forms


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    rounds = parser.parse_args().rounds
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    worst, rows, painting = 0.0, [], Painting()
    for backend, (name, speed) in product(BACKENDS, SPEEDS):
        ms = np.array(delays(app, backend, speed, rounds))
        painting.turn()
        p50, p95 = np.percentile(ms, [50, 95])
        worst = max(worst, float(p95))
        rows.append([backend, name, f"{p50:.1f}", f"{p95:.1f}", f"{ms.max():.1f}"])
        print(f"{backend:8} {name:20} p50 {p50:6.1f}  p95 {p95:6.1f}  worst {ms.max():6.1f} ms")
    turn = longest_turn(app)
    met = [
        beside("95th percentile of the delays", worst, painting.ms),
        beside("longest turn of the event loop, CPU", turn, painting.ms),
    ]
    for backend in BACKENDS:
        ticks, forms = held_up(app, backend, SECONDS)
        print(f"{backend:8} ticks p95 {np.percentile(ticks, 95):.1f}  forms p50 {np.median(forms):.1f}")
        met.append(beside(f"longest time between ticks of 10 ms, on {backend}", max(ticks), painting.ms))
        met.append(beside(f"longest building of a form, on {backend}", max(forms), painting.ms))
    rows.append(["the painting", "–", f"{painting.ms:.1f}", "–", "–"])
    put("live changes", table(["backend", "speed", "median ms", "95 %", "longest"], rows, *met), PERFORMANCE)
    print(*met, sep="; ")
    return 0 if all(bar.is_met for bar in met) else 1


if __name__ == "__main__":
    raise SystemExit(main())
