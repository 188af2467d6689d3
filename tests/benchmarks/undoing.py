"""How long the window is busy when an edit is taken back: every intention, in a drawing of 300 nodes and 600 links.

    python -m tests.benchmarks.undoing [NAME ...] [--rounds 3]

The whole window stands around it: canvas, inspector or code panel, the list of problems. Of each undo two figures are
printed in milliseconds, CPU of the window's thread: until its result is painted, and the longest turn of the event
loop after that, in which problems, badges and the map follow: medians of all rounds. What comes near a bar has more
rounds at the end, so that no burst of other work decides. The bars are multiples of a fixed painting that is timed
between the actions. The table is written into the page of performance.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtWidgets import QApplication

from app.application import Composition
from app.document.document import Document
from tests.benchmarks.bars import beside
from tests.benchmarks.canvas_frames import network
from tests.benchmarks.page import PERFORMANCE, put, table
from tests.benchmarks.painting import Painting
from tests.benchmarks.undo_actions import ACTIONS, A, UndoneAction, missing
from tests.benchmarks.whole_window import process_events, whole_window

SLOWEST, LATER = "slowest undo", "longest turn after an undo"
NEAR, MORE = 0.8, 4  # of the slowest, from which so many more turns follow
REST = 0.5  # s without which problems and badges may still follow
SIDES = ("properties", "code")

Times = dict[str, list[tuple[float, float]]]  # of each side, what both figures were in every round


def turn(app: QApplication, button: Callable[[], object]) -> float:
    """CPU ms of this thread for an action and all that it lets follow at once."""
    began = time.thread_time()
    button()
    process_events(app)
    return 1000 * (time.thread_time() - began)


def rest(app: QApplication, made: Composition) -> float:
    """Let all that follows come to an end, the window active as if one were there; the longest turn, in CPU ms."""
    made.window.activateWindow()
    longest, end = 0.0, time.perf_counter() + REST
    while time.perf_counter() < end or not made.canvas.drawing.is_settled:
        longest = max(longest, turn(app, lambda: None))
        time.sleep(0.001)
    return longest


def undone(app: QApplication, made: Composition, button: UndoneAction) -> tuple[float, float]:
    """CPU ms until an undo is painted, and of the longest turn after it; the drawing is as before."""
    editor, stack = made.editor, made.editor.undo_stack
    before = stack.index()
    button(editor)
    if stack.index() == before:
        raise RuntimeError("the action changed nothing")
    rest(app, made)
    at_once = turn(app, stack.undo)
    later = rest(app, made)
    if stack.index() > before or editor.selection.ids != (A,):
        while stack.index() > before:
            stack.undo()
        editor.selection.set((A,))
        rest(app, made)
    return at_once, later


def measured(
    names: list[str], rounds: int, drawing: Callable[[], Document], painting: Painting
) -> dict[str, tuple[float, float]]:
    """Of each action the medians of all rounds, in the slower of the side panels."""
    times: dict[str, Times] = {name: {side: [] for side in SIDES} for name in names}
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    with whole_window(drawing()) as made:
        made.problems_dock.open()
        made.editor.selection.set((A,))
        for name in names:
            look_at(app, made, name, times[name], rounds)
            painting.turn()
        most = np.max([slower(taken) for taken in times.values()], axis=0)
        near = [name for name in names if np.any(np.divide(slower(times[name]), most) > NEAR)]
        for name in MORE * near:  # one after the other, so that they lie apart
            look_at(app, made, name, times[name], rounds)
    return {name: slower(times[name]) for name in names}


def look_at(app: QApplication, made: Composition, name: str, times: Times, rounds: int) -> None:
    """Undo an action in each of the side panels, and say what it took in all rounds so far."""
    for side, known in times.items():
        made.workspace.open_side(side)
        rest(app, made)
        known.extend(undone(app, made, ACTIONS[name]) for _ in range(rounds))
    of_sides = " | ".join("{:.1f} {:.1f}".format(*np.median(taken, axis=0)) for taken in times.values())
    of_all = "{:7.1f}  then {:7.1f}".format(*slower(times))
    print(f"{name:28s} {of_all}  {of_sides}  of {len(known)} rounds", flush=True)


def slower(times: Times) -> tuple[float, float]:
    """The medians of both figures, each in the slower of the panels."""
    at_once, later = np.max([np.median(known, axis=0) for known in times.values()], axis=0)
    return float(at_once), float(later)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*ACTIONS, []], metavar="NAME")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    if missing():
        raise SystemExit(f"no action for {', '.join(sorted(missing()))}")
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    painting = Painting()
    found = measured(options.names or list(ACTIONS), options.rounds, network, painting)
    worst = sorted(found, key=lambda name: -found[name][0])
    rows = [[name.replace("_", " "), f"{found[name][0]:.1f}", f"{found[name][1]:.1f}"] for name in worst[:12]]
    rows.append(["the painting", f"{painting.ms:.1f}", "–"])
    slowest = beside(SLOWEST, found[worst[0]][0], painting.ms)
    later = beside(LATER, max(after for _, after in found.values()), painting.ms)
    if not options.names:
        heads = [f"the slowest of {len(found)}", "until painted", "longest turn after"]
        put("undo", table(heads, rows, slowest, later), PERFORMANCE)
    print(slowest, later, sep="; ")
    return 0 if slowest.is_met and later.is_met else 1


if __name__ == "__main__":
    raise SystemExit(main())
