"""What is loaded in the background after the start, seen in a process that has loaded nothing yet."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.patience import ENDLESS

WARMED_ASIDE = """
import gc, sys
from threading import Thread
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
import app.process as application
import engine.simulation.warming as engine
from app.widgets.pictures import behaviour
from engine.model.registry.discovery import find
engine.warm = lambda _is_wanted: None
qt = QApplication([])
before = {id(thing) for thing in gc.get_objects() if isinstance(thing, QObject)}
assert "pyqtgraph" not in sys.modules, "the window opens with pyqtgraph"
assert not behaviour._kept, "pictures are drawn while the window opens"
aside = Thread(target=application.warm_up, args=(print, lambda: True))
aside.start()
aside.join()
made = [thing for thing in gc.get_objects() if isinstance(thing, QObject) and id(thing) not in before]
assert not [thing for thing in made if thing.thread() is not qt.thread()], made
assert "pyqtgraph" in sys.modules
assert "raster" in application.plots()
assert find("neurons/leaky_integrate_and_fire") in behaviour._kept
"""


def in_a_process(script: str, **environment: str) -> tuple[str, str]:
    """What a process that ends well writes on its two outputs."""
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", **environment},
        capture_output=True,
        text=True,
        timeout=ENDLESS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout, done.stderr


def test_views_and_pictures_are_loaded_aside_and_leave_no_object_of_qt_in_that_thread() -> None:
    in_a_process(WARMED_ASIDE)


CLOSED_EARLY = """
import sys, threading, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
import app.process as process
import engine.simulation.warming as warming
from app.running.types_of_qt import missing
LATE = "concurrent.futures.thread"  # what imports it for the first time asks Python to be told of the end
begun = threading.Event()
def warm(is_wanted):
    begun.set()
    until = time.monotonic() + 5.0
    while is_wanted() or (not threading._SHUTTING_DOWN and time.monotonic() < until):
        time.sleep(0.01)
    sys.modules.pop(LATE, None)
    __import__(LATE)
    print("loaded")
seen = []
warm_up = process.warm_up
def look_and_warm_up(tell, is_wanted):
    seen.extend(missing())
    warm_up(tell, is_wanted)
kept = process.Background
class Closing(kept):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        timer = QTimer(self)
        timer.timeout.connect(lambda: begun.is_set() and QApplication.instance().quit())
        timer.start(20)
process.Background, warming.warm, process.warm_up = Closing, warm, look_and_warm_up
assert list(missing()), "every type is made as soon as Qt is loaded: this file has nothing to say"
ended = process.main([])
assert not seen, f"another thread makes types of Qt while the window does: {seen[:9]} and {len(seen)} in all"
sys.exit(ended)
"""

NOT_WANTED = """
import sys
import app.process as process
seen = []
process.warm_up(seen.append, lambda: False)
assert not seen and not {"pyqtgraph", "sympy", "numba"} & set(sys.modules)
wanted = iter([True, True, True, False])
process.warm_up(seen.append, lambda: next(wanted, False))
assert len(seen) == 1 and "sympy" not in sys.modules, seen
wanted = iter([True, True, True, True, False])
process.warm_up(seen.append, lambda: next(wanted, False))
assert len(seen) == 3, seen
from engine.simulation.warming import warm
parts = "engine.compiling.mathematics.stepping", "engine.simulation.simulation", "numba", "numba.np.npyimpl"
for number in range(1, 4):
    wanted = iter([True] * number)
    warm(lambda: next(wanted, False))
    assert [part in sys.modules for part in parts] == [True] * number + [False] * (4 - number), number
"""


def test_a_window_leaves_no_type_of_qt_to_its_warming_up_and_closed_meanwhile_ends_without_a_word(
    tmp_path: Path,
) -> None:
    """Python said “can't register atexit after shutdown”, where the libraries came to be loaded later than that."""
    homes = dict.fromkeys(("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"), str(tmp_path))
    assert in_a_process(CLOSED_EARLY, **homes) == ("loaded\n", "")


def test_nothing_more_is_loaded_for_a_window_that_is_closed() -> None:
    """Whatever is asked about is not begun once it is not wanted: not one model, nor one library."""
    in_a_process(NOT_WANTED)
