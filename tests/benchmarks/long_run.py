"""What running for long costs: frames of the whole window with six views, and memory.

    python -m tests.benchmarks.long_run [--minutes 60] [--speed 0]

A network that learns runs as fast as it can beside a window of 1600 x 1000 pixels with six views and the list of
problems; its rings are full after a few minutes, and as many moments are kept as there is room for. A frame lasts
from one painting of the raster to the next: by the clock, and in CPU ms of the window's thread. Memory is looked at
every half minute; its slope is that of a straight line through the second half, when all that is kept of a run has
filled. At the end, while it still runs, a fixed painting is timed, of which the bars of frames are multiples. The
frames are written into
the page of performance after ten minutes or more, the memory after an hour.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from app.application import Composition
from tests.benchmarks.bars import beside
from tests.benchmarks.page import PERFORMANCE, Met, put, table
from tests.benchmarks.painting import Painting
from tests.benchmarks.speed.memory import resident
from tests.benchmarks.whole_window import SIX, plastic_network, wait, whole_window

EVERY = 30.0  # s between two looks at the memory
ENOUGH, HOUR = 600.0, 3600.0  # s of running for frames, and for memory
MOST = 1 << 18  # frames
LONGEST = 100.0  # ms of a frame that are counted
FLAT = 0.02  # of the memory, an hour


class Frames(QObject):
    """When a widget was painted, in seconds: by the clock, and of this thread's processor time."""

    def __init__(self, watched: QObject) -> None:
        super().__init__()
        self._times, self._count = np.zeros((MOST, 2)), 0
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and self._count < MOST:
            self._times[self._count] = time.perf_counter(), time.thread_time()
            self._count += 1
        return False

    def apart(self) -> NDArray[np.float64]:
        """Milliseconds (frames, 2) from each to the next, by the clock and of processor time."""
        return 1000 * np.diff(self._times[: self._count], axis=0)


@dataclass
class Looks:
    """Seconds since the beginning, MiB in memory and blocks of Python, look by look."""

    seconds: list[float] = field(default_factory=list)
    mebibytes: list[float] = field(default_factory=list)
    blocks: list[int] = field(default_factory=list)

    def take(self, now: float) -> None:
        self.seconds.append(now)
        self.mebibytes.append(resident() / 2**20)
        self.blocks.append(sys.getallocatedblocks())

    def slope(self, values: list[float] | list[int]) -> float:
        """By the hour, in the second half; of no number where that has too few looks."""
        half = len(self.seconds) // 2
        if half < 3:
            return float("nan")
        return float(np.polyfit(np.array(self.seconds[half:]) / 3600, np.array(values[half:]), 1)[0])


def memory_table(looks: Looks, flat: Met) -> str:
    """What the page tells of the memory."""
    head = ["MiB after a quarter", "after half", "at the end", "an hour", "blocks of Python an hour"]
    places = len(looks.mebibytes) // 4, len(looks.mebibytes) // 2, -1
    row = [*(f"{looks.mebibytes[place]:.0f}" for place in places),
           f"{looks.slope(looks.mebibytes):+.1f}", f"{looks.slope(looks.blocks):+,.0f}"]  # fmt: skip
    return table(head, [row], flat)


def watched(app: QApplication, made: Composition, seconds: float, painting: Painting) -> tuple[Frames, Looks]:
    """Let the network run for so long before six views, then paint the painting as often as it was looked at."""
    made.control.toggle()
    wait(app, lambda: made.run.frames.latest_step > 1000 and len(made.views.names) > 1)
    for kind in SIX:
        if kind not in made.views.open_kinds:
            made.views.add(kind)
    made.problems_dock.open()
    frames, looks, began = Frames(next(made.views.panels()).graph.viewport()), Looks(), time.perf_counter()
    look: Callable[[], None] = lambda: _look(app, made, frames, looks, time.perf_counter() - began, seconds)  # noqa: E731
    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(round(1000 * EVERY))
    app.exec()
    for _ in looks.seconds:
        painting.turn()
    return frames, looks


def _look(app: QApplication, made: Composition, frames: Frames, looks: Looks, now: float, seconds: float) -> None:
    looks.take(now)
    wall, cpu = frames.apart().T
    print(
        f"{now:6.0f} s  {looks.mebibytes[-1]:7.1f} MiB  {looks.blocks[-1]:,} blocks  step {made.run.status().step:,}  "
        f"{1000 * len(wall) / wall.sum():4.1f} frames/s, CPU ms {np.median(cpu):.1f}, "
        f"p95 {np.percentile(cpu, 95):.1f}, worst {cpu.max():.1f}",
        flush=True,
    )
    if now >= seconds:
        app.quit()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--speed", type=float, default=0.0, help="simulated over real time, 0 for as fast as it can")
    options = parser.parse_args()
    app = QApplication([])
    painting = Painting()
    with whole_window(plastic_network(options.speed)) as made:
        frames, looks = watched(app, made, 60 * options.minutes, painting)
    wall, cpu = frames.apart().T
    rows = [
        [name, *(f"{np.percentile(times, share):.1f}" for share in (50, 95, 100)), f"{(times > LONGEST).mean():.1%}"]
        for name, times in (("by the clock", wall), ("CPU", cpu))
    ]
    met = [
        beside("a frame, by the clock", float(wall.mean()), painting.ms),
        beside("a frame, CPU", float(cpu.mean()), painting.ms),
        beside("longest frame, by the clock", float(wall.max()), painting.ms),
        beside("longest frame, CPU", float(cpu.max()), painting.ms),
    ]
    rows.append(["the painting, CPU", f"{painting.ms:.1f}", "–", "–", "–"])
    if looks.seconds[-1] >= ENOUGH:
        head = [
            f"{len(wall):,} frames in {looks.seconds[-1] / 60:.0f} minutes, ms",
            "median",
            "95 %",
            "longest",
            "over 100",
        ]
        put("whole window", table(head, rows, *met), PERFORMANCE)
    growth = looks.slope(looks.mebibytes)
    flat = Met("MiB more an hour", growth, FLAT * looks.mebibytes[-1])
    if looks.seconds[-1] >= HOUR:
        met.append(flat)
        put("memory", memory_table(looks, flat), PERFORMANCE)
    print(*met, sep="; ")
    return 0 if all(bar.is_met for bar in met) else 1


if __name__ == "__main__":
    raise SystemExit(main())
