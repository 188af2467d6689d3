"""An engine that computes as fast as it can on the other core, as a running window has it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QApplication

from app.running.collector import Collector
from app.running.run import Run
from app.running.simulated import RunSettings
from tests.benchmarks.cuba import cuba

PATIENCE = 120.0  # s


@contextmanager
def engine_at_full_load(app: QApplication) -> Iterator[Run]:
    """A run of 4,000 neurons beside this thread; times must be those of the thread, not of the process.

    As in the window, cycles are collected in this thread alone: in that of the run, widgets would be destroyed in use.
    """
    collector = Collector(app)
    run = Run()
    try:
        run.start(cuba(), RunSettings(speed=0.0))
        end = time.perf_counter() + PATIENCE
        while run.frames.latest_step < 1000 or run.status().is_compiling:
            if time.perf_counter() > end:
                raise TimeoutError("the engine did not begin")
            app.processEvents()
            time.sleep(0.01)
        yield run
    finally:
        run.close()
        collector.close()
