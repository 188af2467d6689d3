"""A live run whose every simulation the test holds."""

from __future__ import annotations

from typing import Any

from pytestqt.qtbot import QtBot

from app.running.run import Run
from app.running.wishes import RunSettings
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


def running(qtbot: QtBot, driven: Driven, speed: float = 1.0) -> Run:
    """The run, which has begun to advance."""
    driven.run.start(two_populations(), RunSettings(speed=speed))
    qtbot.waitUntil(lambda: driven.run.frames.latest_step > 10, timeout=2000)
    return driven.run
