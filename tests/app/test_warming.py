"""What is loaded in the background after the start, seen in a process that has loaded nothing yet."""

from __future__ import annotations

import os
import subprocess
import sys

WARMED_ASIDE = """
import gc, sys
from threading import Thread
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
import app.process as application
import engine.backends.warming as engine
from app.widgets import behaviour
engine.warm = lambda: None
qt = QApplication([])
before = {id(thing) for thing in gc.get_objects() if isinstance(thing, QObject)}
assert "pyqtgraph" not in sys.modules, "the window opens with pyqtgraph"
assert not behaviour._kept, "pictures are drawn while the window opens"
aside = Thread(target=application.warm_up, args=(print,))
aside.start()
aside.join()
made = [thing for thing in gc.get_objects() if isinstance(thing, QObject) and id(thing) not in before]
assert not [thing for thing in made if thing.thread() is not qt.thread()], made
assert "pyqtgraph" in sys.modules
assert "raster" in application.plots()
assert "neurons/leaky_integrate_and_fire" in behaviour._kept
"""


def test_views_and_pictures_are_loaded_aside_and_leave_no_object_of_qt_in_that_thread() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", WARMED_ASIDE], env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
