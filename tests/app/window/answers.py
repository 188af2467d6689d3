"""Somebody who answers a window's questions as a test wants it."""

from __future__ import annotations

from pathlib import Path

from app.window.questions import Unsaved


class Answers:
    """``asked`` keeps the questions, ``also`` what the last one about unsaved work said of trainings."""

    def __init__(self, what: Unsaved = Unsaved.DISCARD, stop: bool = True) -> None:
        self.what, self.stop = what, stop
        self.to_open: Path | None = None
        self.to_save: Path | None = None
        self.asked: list[str] = []
        self.also = ""

    def unsaved(self, title: str, also: str = "") -> Unsaved:
        self.asked.append("unsaved")
        self.also = also
        return self.what

    def stop_training(self) -> bool:
        self.asked.append("stop")
        return self.stop

    def file_to_open(self, folder: str) -> Path | None:
        return self.to_open

    def file_to_save(self, suggested: Path) -> Path | None:
        return self.to_save
