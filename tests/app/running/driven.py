"""A live run whose every simulation the test holds."""

from __future__ import annotations

import threading
import time
from typing import Any

from pytestqt.qtbot import QtBot

from app.running.run import Run
from app.running.simulated import RunSettings
from engine.progress import Cancelled
from tests.app.running.fake import FakeSimulation, two_populations


class Driven:
    """A run and every simulation that it made."""

    def __init__(self) -> None:
        self.made: list[FakeSimulation] = []
        self.before_making: Any = None
        self.run = Run(simulate=self.make)

    def make(self, *arguments: Any) -> FakeSimulation:
        if self.before_making is not None:
            self.before_making(*arguments)
        self.made.append(FakeSimulation(*arguments))
        return self.made[-1]


def newest_thread() -> threading.Thread:
    """That of the run that was made last."""
    return [thread for thread in threading.enumerate() if thread.name == "simulation"][-1]


def builds_until_given_up(driven: Driven) -> threading.Event:
    """The next build goes on until nobody wants it, the one after that is as ever; set once it has begun."""
    building = threading.Event()

    def build(_description: Any, _settings: Any, progress: Any) -> None:
        building.set()
        while progress(0.5):
            time.sleep(0.001)
        driven.before_making = None
        raise Cancelled

    driven.before_making = build
    return building


def running(qtbot: QtBot, driven: Driven, speed: float = 1.0) -> Run:
    """The run, which has begun to advance."""
    driven.run.start(two_populations(), RunSettings(speed=speed))
    qtbot.waitUntil(lambda: driven.run.frames.latest_step > 10)
    return driven.run
