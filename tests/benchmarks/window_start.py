"""Seconds from the command to the window, each start a new process on a private screen.

``python -m tests.benchmarks.window_start`` prints the first start (which reads everything from disk) and the median of
those after it, in wall time and in CPU time; the window counts once it is on the screen with its first picture. The
bars are multiples of a fixed painting that is timed between the starts. The table is written into the page of
performance.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from tests.benchmarks.bars import beside
from tests.benchmarks.page import PERFORMANCE, put, table
from tests.benchmarks.painting import Painting
from tests.person.display import missing_tools, private_display

SIZE = (1600, 1000)
MS = 1000.0  # in a second
PROGRAM = """
import runpy, sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
def look():
    window = next((w for w in QApplication.topLevelWidgets() if isinstance(w, QMainWindow) and w.isVisible()), None)
    handle = window.windowHandle() if window is not None else None
    if handle is None or not handle.isExposed():
        return QTimer.singleShot(5, look)
    QTimer.singleShot(0, lambda: (print(time.time(), time.process_time(), flush=True), window.close()))
made = QApplication.__init__
def begin(self, *given):
    made(self, *given)
    QTimer.singleShot(0, look)
QApplication.__init__ = begin
sys.argv = ["main.py"]
runpy.run_path("main.py", run_name="__main__")
"""


def start(environment: dict[str, str]) -> tuple[float, float]:
    """Wall and CPU seconds of one start."""
    began = time.time()
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, encoding="utf-8", timeout=120
    )
    if not ran.stdout:
        raise RuntimeError(ran.stderr)
    seen, spent = (float(word) for word in ran.stdout.split())
    return seen - began, spent


def main() -> int:
    """Exit code 0 where the median of the later starts is fast enough."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--starts", type=int, default=6)
    options = parser.parse_args()
    if missing_tools():
        print(f"This needs {', '.join(missing_tools())}")
        return 2
    app = QApplication([])
    painting = Painting()
    with private_display(*SIZE) as display, tempfile.TemporaryDirectory() as home:
        folders = {"XDG_CONFIG_HOME": home, "XDG_STATE_HOME": home}
        environment = {**os.environ, **folders, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        starts = []
        for _ in range(options.starts):
            starts.append(start(environment))
            painting.turn()
    wall, spent = (statistics.median(values) for values in zip(*starts[1:], strict=True))
    rows = [
        ["first start", *(f"{seconds:.2f}" for seconds in starts[0])],
        [f"median of {options.starts - 1} later ones", f"{wall:.2f}", f"{spent:.2f}"],
    ]
    rows.append(["the painting", "–", f"{painting.ms / MS:.3f}"])
    met = (
        beside("start, by the clock", MS * wall, painting.ms),
        beside("start, CPU", MS * spent, painting.ms),
    )
    put("window start", table(["", "s by the clock", "CPU s"], rows, *met), PERFORMANCE)
    print(*rows, *met, sep="; ")
    app.quit()
    return 0 if all(bar.is_met for bar in met) else 1


if __name__ == "__main__":
    sys.exit(main())
