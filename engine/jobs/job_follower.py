"""The side of a job that waits for it: it begins a worker, hears its events and says what it shall do."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any

from engine import child_process
from engine.files.held import Hold, hold
from engine.jobs.folder import EVENTS, FOLLOWER, LOG, JobControl, JobFolder
from engine.jobs.job_worker import PAUSE, TRIES, JobTaken

LONGEST_WORDS = 2000  # characters of what a worker printed last

_left: list[child_process.Child] = []
"""Workers that are followed no more and live on: they are asked for their end, so that none stays as a zombie."""


class JobFollower:
    """The one process that follows the job of a ``folder``; raises :class:`JobTaken` where another does.

    Its worker does not end with it.
    """

    def __init__(self, folder: JobFolder) -> None:
        self.folder = folder
        self._hold = _taken(folder)
        self._worker: child_process.Child | None = None
        self._heard = 0  # bytes of events

    def begin(self, command: Sequence[str]) -> None:
        """Start a worker with Python and this ``command``, unless one lives. Raises ``OSError``.

        It has a session of its own: neither the end of a terminal nor Ctrl+C there reaches it.
        """
        if self.folder.is_worked:
            return
        self._heard = (self.folder.path / EVENTS).stat().st_size if self.folder.last_event else 0
        self.ask(JobControl.RUN)
        with (self.folder.path / LOG).open("ab") as log:
            self._worker = child_process.started(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=sys.platform != "win32",
            )  # fmt: skip

    @property
    def is_alive(self) -> bool:
        """True while a worker lives, or is about to begin."""
        return (self._worker is not None and self._worker.poll() is None) or self.folder.is_worked

    def news(self) -> Iterator[dict[str, Any]]:
        """The events since the last call; at first all there are."""
        for event, place in self.folder.events(self._heard):
            self._heard = place
            yield event

    def ask(self, control: JobControl) -> None:
        """Have the worker do this from its next look on. Raises ``OSError``."""
        self.folder.ask(control)

    def last_words(self) -> str:
        """The last line that a worker printed."""
        try:
            text = (self.folder.path / LOG).read_bytes()[-LONGEST_WORDS:].decode("utf-8", "replace")
        except OSError:
            return ""
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        return lines[-1] if lines else ""

    def kill(self) -> None:
        """End the worker at once, where it is a child of this process; what it kept stays."""
        if self._worker is not None and self._worker.poll() is None:
            self._worker.kill()
            self._worker.wait()

    def let_go(self) -> None:
        """Follow it no more; the worker goes on."""
        self._hold.let_go()
        if self._worker is not None:
            _left.append(self._worker)
            self._worker = None
        _left[:] = [worker for worker in _left if worker.poll() is None]


def _taken(folder: JobFolder) -> Hold:
    for _ in range(TRIES):
        held = hold(folder.path / FOLLOWER)
        if held is not None:
            return held
        time.sleep(PAUSE)
    raise JobTaken
