"""One job at a time owns the engine: the live run, a training, a verification."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, Signal


class Job(Protocol):
    """Something that computes and can be asked to stand still."""

    @property
    def is_active(self) -> bool: ...
    def pause(self, reason: str) -> None: ...


class Jobs(QObject):
    """Starting a job pauses the one that was computing, and says so."""

    owner_changed = Signal(str)  # name of the job that computes now, "" for none
    paused = Signal(str, str)  # name of the job that had to stand still, and why

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._owner: tuple[str, Job] | None = None

    @property
    def owner(self) -> str:
        """Name of the job that took the engine last and still has it."""
        return self._owner[0] if self._owner is not None else ""

    def take(self, name: str, job: Job, reason: str) -> None:
        """``job`` computes from now on; who computed before stands still for the given ``reason``."""
        before = self._owner
        if before is not None and before[1] is not job and before[1].is_active:
            before[1].pause(reason)
            self.paused.emit(before[0], reason)
        self._owner = (name, job)
        self.owner_changed.emit(name)

    def release(self, job: Job) -> None:
        """``job`` is done."""
        if self._owner is not None and self._owner[1] is job:
            self._owner = None
            self.owner_changed.emit("")
