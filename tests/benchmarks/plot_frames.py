"""How long one frame of the two heaviest views takes, and what pyqtgraph costs at the start.

    python -m tests.benchmarks.plot_frames

Times are CPU milliseconds of the window's thread per frame (data to items, items to pixels), offscreen, in software,
the 95th percentile, while the engine computes on the other core; of three turns the median. The bars are multiples of
a fixed painting (``bars.json``), which takes turns with them. The table is written into the page of performance. The
import is measured in a process of its own.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtWidgets import QApplication

from app.appearance.style import apply
from app.appearance.theme import theme
from app.plots.base.time_range import TimeRange
from app.plots.sources.source import PlotSource
from app.plots.views.raster import Raster
from app.plots.views.traces import TracesView
from app.running.record.ring_buffer import RecordedSamples, RecordedSpikes, RingBuffer
from app.running.run import Run
from engine.model.registry import discovery
from engine.network.description import NetworkDescription, Population
from tests.app.running.fake import Chunk
from tests.benchmarks.bars import beside
from tests.benchmarks.cuba import LIF, H
from tests.benchmarks.full_load import engine_at_full_load
from tests.benchmarks.page import PERFORMANCE, put, table
from tests.benchmarks.painting import Painting
from tests.benchmarks.window_frames import document, frame, opened, report

IMPORT = """
import time
import PySide6.QtSvg, PySide6.QtWidgets, numpy
began = time.process_time()
import pyqtgraph
print(time.process_time() - began)
"""
IMPORTS, TURNS = 5, 3
ANEW = "100,000 neurons, 10⁶ spikes, all drawn anew"
NEW_ONES = "100,000 neurons, 10⁶ spikes, 33,000 new ones"
TRACES = "64 traces of 10,000 samples"


class StillRun(Run):
    """A run that only has a past."""

    def hold(self, frames: RingBuffer, description: NetworkDescription) -> None:
        self._frames, self._description = frames, description


def large_raster() -> dict[str, list[float]]:
    """100,000 neurons with a million spikes in view: all drawn anew, and one more frame of a running network."""
    random = np.random.default_rng(1)
    neurons, span, rate = 100_000, 10_000, 1_000_000
    frames = RingBuffer()
    frames.adopt({"1": neurons})
    steps = np.sort(random.integers(1, span + 1, rate))
    frames.append(Chunk(0, span, {"1": RecordedSpikes(steps, random.integers(0, neurons, rate).astype(np.int32))}))
    run, time_range = StillRun(), TimeRange()
    model: Any = discovery.find(LIF)
    run.hold(frames, NetworkDescription(H, (Population("1", model, neurons),)))
    panels = opened((Raster,), PlotSource(run, document({"1": neurons})), time_range)
    whole = []
    for i in range(20):
        time_range.show(0.0, 1000.0 - (i % 2))  # another scale: nothing can be kept
        whole.append(frame(panels))
    time_range.span = 1000.0
    time_range.follow()
    frame(panels)
    streaming = []
    for i in range(60):
        first = span + 330 * i
        block = np.sort(random.integers(first + 1, first + 331, 33_000))
        spikes = RecordedSpikes(block, random.integers(0, neurons, 33_000).astype(np.int32))
        frames.append(Chunk(first, 330, {"1": spikes}))
        streaming.append(frame(panels))
    run.close()
    return {ANEW: whole, NEW_ONES: streaming}


def many_traces() -> dict[str, list[float]]:
    """64 traces of 10,000 samples each."""
    random, count, samples = np.random.default_rng(1), 64, 10_000
    frames = RingBuffer(samples_kept=8 * count * samples)
    frames.adopt({"1": count})
    run, time_range = StillRun(), TimeRange()
    model: Any = discovery.find(LIF)
    run.hold(frames, NetworkDescription(H, (Population("1", model, count),)))
    source = PlotSource(run, document({"1": count}))
    for neuron in range(count):
        source.shown.current.show("1", (neuron,))
    curves = random.normal(-60, 3, (count, samples)).cumsum(axis=1) / 50
    numbers = np.arange(1, samples + 1)
    blocks = {t.recording: RecordedSamples(numbers, curves[i][:, None]) for i, t in enumerate(source.traces())}
    frames.append(Chunk(0, samples, {}, blocks))
    panels = opened((TracesView,), source, time_range)
    whole = []
    for i in range(40):
        time_range.show(0.0, 1000.0 - (i % 2))
        whole.append(frame(panels))
    run.close()
    return {TRACES: whole}


def importing() -> None:
    """What pyqtgraph adds to PySide6 and NumPy, which the window imports anyway."""
    command = [sys.executable, "-c", IMPORT]
    times = [float(subprocess.run(command, capture_output=True, check=True).stdout) for _ in range(IMPORTS)]
    print(f"{'import of pyqtgraph':58s} median {statistics.median(times) * 1000:.0f} CPU ms ({IMPORTS} processes)")


def main() -> int:
    app = QApplication([])
    apply(app, theme())
    found: dict[str, list[float]] = {}
    painting = Painting()
    with engine_at_full_load(app):
        for _ in range(TURNS):
            painting.turn()
            for name, frames in (large_raster() | many_traces()).items():
                report(name, frames)
                found.setdefault(name, []).append(float(np.percentile(frames, 95)))
    importing()
    medians = {name: statistics.median(times) for name, times in found.items()}
    rows = [[name, f"{ms:.1f}"] for name, ms in [*medians.items(), ("the painting", painting.ms)]]
    met = [beside(name, ms, painting.ms) for name, ms in medians.items()]
    put("plots", table(["View", "95th percentile"], rows, *met), PERFORMANCE)
    print(*met, sep="; ")
    return 0 if all(bar.is_met for bar in met) else 1


if __name__ == "__main__":
    sys.exit(main())
