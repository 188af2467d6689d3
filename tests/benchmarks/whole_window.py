"""The whole window as a person has it, for measurements: drawing, panels, views, and a network that runs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from app.application import Composition
from app.document.document import Document
from app.document.file.file_format import EXTENSION, save
from app.document.making.sketch import Sketch
from app.preferences import Preferences
from app.process import set_up_application, warm_up
from app.running.collector import Collector
from app.running.thread_turns import set_switch_interval
from engine.network.values import Uniform
from tests.person.events import Answers

LIF = "neurons/leaky_integrate_and_fire"
SIZE = (1600, 1000)
SIX = ("raster", "traces", "rates", "interval_histogram", "weight_histogram", "weight_matrix")


def plastic_network(speed: float = 0.0) -> Document:
    """2,000 neurons fire by chance, at some 100 Hz; their 40,000 synapses on 200 others learn by STDP."""
    sketch = Sketch("Plastic", speed=speed)
    cell = {"tau_m": 20.0, "V_th": -50.0, "V_reset": -60.0, "E_L": -60.0}
    start = {"V": Uniform(-60.0, -50.0)}
    noise = sketch.node("stimuli/poisson", "Noise", (48.0, 192.0), parameters={"rate": 300.0})
    inputs = sketch.node(LIF, "Inputs", (384.0, 168.0), 2000, parameters=cell, start=start)
    outputs = sketch.node(LIF, "Outputs", (912.0, 168.0), 200, parameters=cell, start=start)
    sketch.link(noise, inputs, weight=400.0)
    sketch.link(
        inputs,
        outputs,
        weight=Uniform(0.0, 4.0),
        wiring="wiring/fixed_probability",
        wiring_parameters={"p": 0.1},
        plasticity="plasticity/pair_stdp",
        plasticity_parameters={"w_max": 4.0, "A_plus": 0.03, "A_minus": 0.0315},
    )
    return sketch.document


@contextmanager
def whole_window(document: Document) -> Iterator[Composition]:
    """The window with ``document`` in it, its panels in sight, warm as it is a few seconds after the start."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    collector = Collector(app)
    with TemporaryDirectory(prefix="window-") as folder:
        home = Path(folder)
        path = home / f"drawing{EXTENSION}"
        save(document, path)
        preferences = Preferences(home)
        set_switch_interval()
        set_up_application(app, preferences)
        warm_up(lambda _key: None, lambda: True)
        collector.keep()
        made = Composition(preferences, Answers(path), home / "recovery")
        made.window.show()
        made.window.showNormal()  # a first window fills the screen, which has 800 pixels where there is none
        made.window.resize(*SIZE)
        made.window.open_path(path)
        process_events(app)
        yield made
        made.window.close()
        made.close()
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        collector.close()


def process_events(app: QApplication) -> None:
    """One turn of the event loop as a person's window has it: ``processEvents`` alone leaves what ``deleteLater`` was
    called on to a loop that runs, so that each edit would leave its widgets behind and be slower than the one before.
    """
    app.processEvents()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def wait(app: QApplication, until: Callable[[], bool], seconds: float = 120.0) -> None:
    """Let the window live until something holds; TimeoutError where it never does."""
    end = time.perf_counter() + seconds
    while not until():
        if time.perf_counter() > end:
            raise TimeoutError("the benchmark waited in vain")
        process_events(app)
        time.sleep(0.001)
