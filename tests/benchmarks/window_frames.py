"""How long one frame of the live views takes, and what watching costs the simulation.

    python -m tests.benchmarks.window_frames [--seconds 5]

Times are CPU milliseconds of the window's thread per frame (all views redrawn and painted), offscreen; the bar is a
multiple of a fixed painting.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable, Iterable, Sequence

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from app.appearance.style import apply
from app.appearance.theme import theme
from app.document.document import Document
from app.document.elements import Node
from app.plots.base.panel import PlotPanel
from app.plots.base.time_range import TimeRange
from app.plots.sources.source import PlotSource
from app.plots.views.raster import Raster
from app.plots.views.rates import Rates
from app.plots.views.traces import TracesView
from app.running.record.ring_buffer import RingBuffer
from app.running.run import Run
from app.running.simulated import RunSettings
from engine.network.description import Recording
from tests.benchmarks.bars import beside
from tests.benchmarks.cuba import EXCITATORY, INHIBITORY, LIF, H, cuba
from tests.benchmarks.painting import Painting

FRAME = 1 / 30
PAINTINGS = 5
SIZES = {Raster: QSize(700, 320), TracesView: QSize(520, 320), Rates: QSize(520, 320)}
STREAMING_ROUNDS = 40
CHUNK = 1500  # steps that take about the 7 ms of a chunk of the worker


def document(sizes: dict[str, int]) -> Document:
    """Only what views read: titles, sizes and colours."""
    drawn = Document()
    for place, (id, size) in enumerate(sizes.items()):
        drawn.nodes[id] = Node(id, "population", LIF, f"Population {id}", (100.0 * place, 0), size=size, identity=place)
    return drawn


def opened(kinds: Iterable[type[PlotPanel]], source: PlotSource, time_range: TimeRange) -> list[PlotPanel]:
    panels = [kind(source, time_range) for kind in kinds]
    for panel in panels:
        panel.resize(SIZES[type(panel)])
        panel.show()
    QApplication.processEvents()
    return panels


def frame(panels: Sequence[PlotPanel]) -> float:
    """CPU ms of this thread to redraw and paint all views, as its event loop does."""
    began = time.thread_time()
    for panel in panels:
        panel.redraw()
        panel.header.update()
    QApplication.processEvents()
    return (time.thread_time() - began) * 1000


def wait(app: QApplication, until: Callable[[], bool], seconds: float = 120.0) -> None:
    end = time.perf_counter() + seconds
    while not until():
        if time.perf_counter() > end:
            raise TimeoutError("the benchmark waited in vain")
        app.processEvents()
        time.sleep(0.002)


def report(name: str, frames: Sequence[float]) -> None:
    p50, p95, p99 = np.percentile(frames, [50, 95, 99])
    print(f"{name:58s} p50 {p50:6.2f}  p95 {p95:6.2f}  p99 {p99:6.2f}  CPU ms per frame ({len(frames)} frames)")


def live(app: QApplication, seconds: float, painting: Painting) -> None:
    """CUBA runs in real time with a raster, 8 traces and rates shown; the painting is timed while it still runs."""
    run, time_range = Run(), TimeRange()
    source = PlotSource(run, document({"1": EXCITATORY, "2": INHIBITORY}))
    run.start(cuba(), RunSettings(speed=1.0))
    wait(app, lambda: run.frames.latest_step > 0)
    panels = opened((Raster, TracesView, Rates), source, time_range)
    for neuron in range(8):
        source.shown.current.show("1" if neuron < 5 else "2", (neuron * 7,))
    while len(source.traces()) > 8:
        source.shown.current.hide(source.traces()[0])
    wait(app, lambda: run.frames.latest_step * H > 1100)
    frames, late = [], []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        began = time.perf_counter()
        frames.append(frame(panels))
        app.processEvents()
        late.append(time.perf_counter() - began)
        time.sleep(max(0.0, FRAME - late[-1]))
    status = run.status()
    for _ in range(PAINTINGS):
        painting.turn()
    report("CUBA 4,000 live: raster, 8 traces, rates", frames)
    print(beside("a live frame of CUBA, 95 %", float(np.percentile(frames, 95)), painting.ms))
    spikes = sum(len(run.frames.spikes(id, run.frames.latest_step - 10_000).steps) for id in ("1", "2"))
    print(
        f"{'':4s}runs at {status.real_time_factor:.2f}x real time, {spikes / 4000:.1f} spikes/s a neuron; "
        f"the window's thread was busy at most {max(late) * 1000:.0f} ms"
    )
    run.close()


def streaming(app: QApplication) -> None:
    """What it costs the simulation to keep what the window shows: one network, cases taken in turns."""
    from engine.simulation.simulation import Simulation

    simulation, frames = Simulation(cuba()), RingBuffer()
    frames.adopt({"1": EXCITATORY, "2": INHIBITORY})
    recordings = [Recording("r1", "1", "V", (0, 1, 2, 3), H), Recording("r2", "2", "V", (0, 1, 2, 3), H)]
    seconds: dict[str, list[float]] = {"bare": [], "spikes kept": [], "spikes and 8 membranes kept": []}
    for _ in range(STREAMING_ROUNDS):
        for name, times in seconds.items():
            watched = recordings if "membranes" in name else []
            for recording in watched:
                simulation.record(recording)
            simulation.advance(CHUNK // 10)  # so that no case begins with a cold cache
            began = time.thread_time()
            chunk = simulation.advance(CHUNK)
            if name != "bare":
                frames.append(chunk)
            times.append(time.thread_time() - began)
            for recording in watched:
                simulation.stop_recording(recording.id)
    print(f"streaming: {CHUNK * H:.0f} ms of CUBA 4,000 in one chunk, median of {STREAMING_ROUNDS}")
    bare = statistics.median(seconds["bare"])
    for name, times in seconds.items():
        median = statistics.median(times)
        print(f"{'':4s}{name:30s}{median * 1000:6.2f} CPU ms  {100 * (median / bare - 1):+.1f} %")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0)
    chosen = parser.parse_args()
    app = QApplication([])
    apply(app, theme())
    painting = Painting()
    live(app, chosen.seconds, painting)
    streaming(app)


if __name__ == "__main__":
    main()
