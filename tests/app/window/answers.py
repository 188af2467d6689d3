"""Somebody who answers a window's questions as a test wants it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.window.project.questions import Unsaved


class Answers:
    """``asked`` keeps the questions, ``also`` what the last one about unsaved work said of trainings."""

    def __init__(self, what: Unsaved = Unsaved.DISCARD, stop: bool = True) -> None:
        self.forget(what, stop)

    def forget(self, what: Unsaved = Unsaved.DISCARD, stop: bool = True) -> None:
        """Answer from now on as if nothing had been asked."""
        self.what, self.stop = what, stop
        self.script = Unsaved.CANCEL
        self.goes_on = False  # a training, in the background
        self.over: bool | None = None
        self.to_open: Path | None = None
        self.to_save: Path | None = None
        self.asked: list[str] = []
        self.also = ""

    def unsaved(self, title: str, also: str, then: Callable[[Unsaved], object]) -> None:
        self.asked.append("unsaved")
        self.also = also
        then(self.what)

    def changed_elsewhere(self, name: str, over: Callable[[], object], elsewhere: Callable[[], object]) -> None:
        self.asked.append("changed elsewhere")
        if self.over is not None:
            (over if self.over else elsewhere)()

    def stop_training(self, then: Callable[[], object], go_on: Callable[[], object] | None, others: int) -> None:
        self.asked.append("stop")
        if self.goes_on and go_on is not None:
            go_on()
        elif self.stop:
            then()

    def unapplied_script(self, apply: Callable[[], object], discard: Callable[[], object]) -> None:
        self.asked.append("script")
        if self.script is not Unsaved.CANCEL:
            (apply if self.script is Unsaved.SAVE else discard)()

    def file_to_open(self, folder: str, then: Callable[[Path], object]) -> None:
        if self.to_open is not None:
            then(self.to_open)

    def file_to_save(self, suggested: Path, then: Callable[[Path], object]) -> None:
        if self.to_save is not None:
            then(self.to_save)
