"""The side of a job that works: it holds the folder, tells events and hears what it shall do."""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from engine.files.held import Hold, hold
from engine.jobs.folder import (
    ENDED,
    EVENTS,
    FAILED,
    HEARTBEAT,
    PROGRESS,
    RESERVE,
    STARTED,
    WORKER,
    JobControl,
    JobFolder,
)

LOOK = 0.1  # s between two looks of a worker that stands still
ABANDONED = 60.0  # s for which one stands still though nobody follows it any more
TRIES, PAUSE = 50, 0.02  # to take the lock, where another process looks whether it is held; s between two


class JobTaken(Exception):
    """Another process works on the job."""


class JobWorker:
    """The process that does the job of a ``folder``, alone: raises :class:`JobTaken` where another does."""

    def __init__(self, folder: JobFolder) -> None:
        self.folder = folder
        self._hold = _taken(folder)
        self._hold.file.seek(0)
        self._hold.file.truncate()
        self._hold.file.write(f"{socket.gethostname()} {os.getpid()}".encode())
        self._hold.file.flush()
        self._over = threading.Event()
        threading.Thread(target=self._beat, name="heartbeat", daemon=True).start()

    def do(self, act: Callable[[JobWorker], dict[str, Any]], failure: Callable[[Exception], dict[str, Any]]) -> bool:
        """Do ``act`` and tell that it ended, or that it failed and how; whether it ended.

        ``OSError`` is raised where even that cannot be told.
        """
        try:
            self.tell(STARTED, pid=os.getpid(), host=socket.gethostname(), time=time.time())
            try:
                known = act(self)
            except Exception as error:  # the border of the process: whatever it is, followers are told
                self._tell_last(FAILED, failure(error))
                return False
            self._tell_last(ENDED, known)
            return True
        finally:
            self.close()

    def close(self) -> None:
        """Let go of the job."""
        self._over.set()
        self._hold.let_go()

    def tell(self, event: str, **known: Any) -> None:
        """Add an event. Raises ``OSError``."""
        line = json.dumps({"event": event, **known}, separators=(",", ":")) + "\n"
        path = self.folder.path / EVENTS
        with path.open("ab") as file:
            if file.tell() and not _ends_a_line(path):
                file.write(b"\n")  # one that died was cut off in the midst of a line
            file.write(line.encode())

    def show(self, **known: Any) -> bool:
        """Replace what is known of the progress; False where the disk is full, which the next time may mend."""
        path = self.folder.path / PROGRESS
        temporary = path.with_suffix(".new")
        try:
            temporary.write_text(json.dumps(known, separators=(",", ":")), "utf-8")
            temporary.replace(path)
        except OSError:
            return False
        return True

    def control(self) -> JobControl:
        """Tell what it shall do now; stands still as long as it shall pause.

        It is cancelled where it stands still and nobody follows it any more: no process waits for ever.
        """
        wanted, alone_since = self.folder.control, time.monotonic()
        while wanted is JobControl.PAUSE:
            if self.folder.is_followed:
                alone_since = time.monotonic()
            elif time.monotonic() - alone_since > ABANDONED:
                return JobControl.CANCEL
            time.sleep(LOOK)
            wanted = self.folder.control
        return wanted

    def _tell_last(self, event: str, known: dict[str, Any]) -> None:
        try:
            self.tell(event, **known)
        except OSError:  # the disk is full: this is what room was kept for
            self.spend_reserve()
            self.tell(event, **known)

    def spend_reserve(self) -> None:
        """Give up the room that was kept on the disk for what must be told."""
        with suppress(OSError):
            (self.folder.path / RESERVE).unlink()

    def _beat(self) -> None:
        while not self._over.wait(HEARTBEAT):
            with suppress(OSError):
                os.utime(self.folder.path / WORKER)


def _ends_a_line(path: Any) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return bool(file.read(1) == b"\n")


def _taken(folder: JobFolder) -> Hold:
    for _ in range(TRIES):
        held = hold(folder.path / WORKER)
        if held is not None:
            return held
        time.sleep(PAUSE)
    raise JobTaken
