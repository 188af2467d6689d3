"""How long the window is busy when light becomes dark: a drawing of 300 nodes and 600 links, all panels built.

    python -m tests.benchmarks.theme_switch [--rounds 9]

CPU ms of the window's thread, until the new colours are painted; the bar is a multiple of a fixed painting. The figure
is written into the page of performance.
"""

from __future__ import annotations

import argparse
import os
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtWidgets import QApplication

from app.appearance.theme import set_theme
from tests.benchmarks.bars import beside
from tests.benchmarks.canvas_frames import network
from tests.benchmarks.page import PERFORMANCE, put, table
from tests.benchmarks.painting import Painting
from tests.benchmarks.undoing import rest
from tests.benchmarks.whole_window import process_events, whole_window


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    times, painting = [], Painting()
    with whole_window(network()) as made:
        for panel in ("equations", "code", "statistics", "learn", "properties"):
            made.workspace.open_side(panel)
            rest(app, made)
        for turn in range(rounds):
            began = time.thread_time()
            set_theme("dark" if turn % 2 else "light")
            process_events(app)
            times.append(1000 * (time.thread_time() - began))
            painting.turn()
            rest(app, made)
        count = len(app.allWidgets())
    met = beside("longest change of theme", max(times), painting.ms)
    row = [f"{count:,}", f"{np.median(times):.0f}", f"{max(times):.0f}", f"{painting.ms:.0f}"]
    put("theme", table(["widgets", "median", "longest", "the painting"], [row], met), PERFORMANCE)
    print(met)
    return 0 if met.is_met else 1


if __name__ == "__main__":
    raise SystemExit(main())
