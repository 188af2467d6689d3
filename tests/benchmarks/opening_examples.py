"""How long every example takes from the click on its card until its drawing is painted.

    python -m tests.benchmarks.opening_examples [--rounds 3]

The whole window stands there as a person has it, warm as some seconds after its start, and shows the start page. From
the request of the card on, by the clock and in CPU of the process, until the canvas has painted the drawing; then the
window comes to rest and goes back to the start page. The medians are written into the page of performance; bars are
multiples of a fixed painting that is timed between the examples.
"""

from __future__ import annotations

import argparse
import os
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from app.application import Composition
from app.document.document import Document
from app.document.example import Example, examples
from tests.benchmarks.bars import beside
from tests.benchmarks.page import PERFORMANCE, put, table
from tests.benchmarks.painting import Painting
from tests.benchmarks.whole_window import wait, whole_window

REST = 1.0  # s without which what an example begins may still follow
LISTED = 5  # of the slowest


class Painted(QObject):
    """Whether a widget was painted since it was last asked for."""

    def __init__(self, watched: QObject) -> None:
        super().__init__()
        self.is_painted = False
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.is_painted |= event.type() is QEvent.Type.Paint
        return False


def opened(app: QApplication, made: Composition, example: Example) -> tuple[float, float]:
    """Milliseconds by the clock and of the process until the drawing of an example is painted."""
    window = made.window
    window.show_start_page()
    end = time.perf_counter() + REST
    wait(app, lambda: time.perf_counter() > end)
    painted, before = Painted(made.canvas.viewport()), made.editor.document
    began, spent = time.perf_counter(), time.process_time()
    made.start_page.example_wanted.emit(example)
    wait(app, lambda: painted.is_painted and made.editor.document is not before and made.canvas.isVisible())
    found = 1000 * (time.perf_counter() - began), 1000 * (time.process_time() - spent)
    if not made.editor.document.nodes:
        raise RuntimeError(f"{example.title} has not been opened")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    app = QApplication([])
    found: dict[str, tuple[float, float]] = {}
    painting = Painting()
    with whole_window(Document()) as made:
        for example in examples():
            clock, cpu = np.median([opened(app, made, example) for _ in range(rounds)], axis=0)
            found[example.title] = float(clock), float(cpu)
            painting.turn()
            print(f"{example.title:32s} {clock:6.0f} ms by the clock, {cpu:6.0f} of CPU")
    slowest = sorted(found, key=lambda title: -found[title][0])[:LISTED]
    rows = [[title, *(f"{ms:.0f}" for ms in found[title])] for title in slowest]
    met = [
        beside("slowest example, by the clock", max(clock for clock, _ in found.values()), painting.ms),
        beside("slowest example, CPU", max(cpu for _, cpu in found.values()), painting.ms),
    ]
    rows.append(["the painting", "–", f"{painting.ms:.0f}"])
    head = [f"the slowest of {len(found)} examples", "ms by the clock", "CPU ms"]
    put("examples", table(head, rows, *met), PERFORMANCE)
    print(*met, sep="; ")
    return 0 if all(bar.is_met for bar in met) else 1


if __name__ == "__main__":
    raise SystemExit(main())
