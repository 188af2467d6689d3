"""NumPy alone runs everything: a process in which Numba cannot be found runs, trains and opens the window."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.patience import ENDLESS

HIDDEN = """
import sys
from importlib.abc import MetaPathFinder

class Hidden(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("numba", "llvmlite"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Hidden())
"""

SIMULATES = """
from engine import Simulation
from engine.backends import available
from tests.laws.networks import NETWORKS
from tests.engine.backends.every_model import EVERY

assert available()["numba"] == "Numba is not installed: install the package numba.", available()
for name, network in EVERY.items():
    simulation = Simulation(network())
    assert simulation.backend == "numpy" and not simulation.is_compiling
    chunk = simulation.advance(20)
    print(name, sum(map(len, chunk.spikes.values())))
"""

TRAINS = """
from engine.learning.methods.e_prop import EProp
from engine.learning.training.fitting import fit
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from tests.engine.learning.networks import small

print(fit(small(), SurrogateGradient, epochs=1, seed=1).accuracy)
print(fit(small(), EProp, epochs=1, seed=1).accuracy)
"""

OPENS = """
import tempfile
from pathlib import Path
from PySide6.QtCore import QElapsedTimer, QThread
from PySide6.QtWidgets import QApplication
from app.application import Composition
from app.process import set_up_application, warm_up
from app.document.example import examples
from app.preferences import Preferences

application = QApplication(["spikeloom"])
folder = Path(tempfile.mkdtemp())
preferences = Preferences(folder)
set_up_application(application, preferences)
warm_up(print, lambda: True)
made = Composition(preferences, recovery=folder / "recovery")
made.window.show()
made.window.open_example(next(e for e in examples() if e.path.stem == "stdp"))
made.control.toggle()
waiting = QElapsedTimer()
waiting.start()
while (made.run.frames.latest_step < 100 or made.run.state != "running") and waiting.elapsed() < 60_000:
    application.processEvents()
    QThread.msleep(5)
button = made.transport.backend_button
print(made.run.state, made.run.status().backend, button.text(), button.toolTip(), sep="|")
button.menu().aboutToShow.emit()
print([action.text() for action in button.menu().actions() if not action.isEnabled()][0])
made.window.hide()
made.close()
"""


def without_numba(text: str) -> list[str]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", HIDDEN + text]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=ENDLESS, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_every_network_runs_and_one_trains_on_numpy_alone() -> None:
    *ran, first, second = without_numba(SIMULATES + TRAINS)
    assert len(ran) > 20
    accuracies = (first, second)
    assert all(0.0 <= float(accuracy) <= 1.0 for accuracy in accuracies)


def test_the_window_opens_and_runs_on_numpy_alone_and_says_what_is_missing() -> None:
    status, refused = without_numba(OPENS)[-2:]
    assert status == "running|numpy|CPU|CPU, plain (NumPy)"
    assert refused == "CPU, compiled (Numba): Numba is not installed: install the package numba."
