"""The folder of one job: what is asked, what its worker tells, and how it stands, for whoever looks.

``request.json`` is what is asked, beside files that it names; ``events.jsonl`` has a line of JSON for each event;
``progress.json`` is how far it is, replaced again and again; ``control`` is what the worker shall do; ``log.txt`` is
what it prints. ``worker.lock`` is held by the process that works, ``follower.lock`` by the one that follows: the system
takes both from a process that ends, in whatever way.
"""

from __future__ import annotations

import json
import secrets
import shutil
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from enum import Enum
from pathlib import Path
from typing import Any

from engine.files.atomic import write_bytes
from engine.files.held import is_held

REQUEST, EVENTS, PROGRESS, CONTROL, LOG = "request.json", "events.jsonl", "progress.json", "control", "log.txt"
WORKER, FOLLOWER, RESERVE = "worker.lock", "follower.lock", "reserve"
STARTED, ENDED, FAILED = "started", "ended", "failed"
"""Events of every job; each kind has others beside them."""

PRIVATE = 0o700  # the work of one person is nobody else's
RESERVED = b"\0" * 16_384  # given up for the last words of a worker where the disk is full
HEARTBEAT = 5.0  # s between two signs of life of a worker
SILENT = 60.0  # s without one after which the worker of another machine is taken for dead
UNBEGUN = 3600.0  # s after which a folder without a request is what was left by a process that died


class JobState(Enum):
    """The state of a job: one is interrupted where its worker is gone without a last word, as after a power cut."""

    WAITING = "waiting"
    RUNNING = "running"
    ENDED = "ended"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


class JobControl(Enum):
    """The wish of whoever follows a job: to finish is to end now as if all were done, to cancel to give up."""

    RUN = "run"
    PAUSE = "pause"
    FINISH = "finish"
    CANCEL = "cancel"


class JobFolder:
    """The files of one job at ``path``; nothing is kept in memory but the place."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __repr__(self) -> str:
        return f"<JobFolder: {self.path.name}, {self.state.value}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, JobFolder) and self.path == other.path

    def __hash__(self) -> int:
        return hash(self.path)

    @property
    def request(self) -> dict[str, Any]:
        """The request; empty where it was never made whole, or is spoilt."""
        return _read_json(self.path / REQUEST)

    @property
    def progress(self) -> dict[str, Any]:
        """The newest moment of the worker; empty before it has told."""
        return _read_json(self.path / PROGRESS)

    @property
    def state(self) -> JobState:
        """The state, as the files and the locks tell it now."""
        if self.is_worked:
            return JobState.RUNNING
        last = self.last_event
        if last == ENDED:
            return JobState.ENDED
        if last == FAILED:
            return JobState.FAILED
        return JobState.INTERRUPTED if last else JobState.WAITING

    @property
    def last_event(self) -> str:
        """The kind of the last event of every job; "" before the first start."""
        known = [event["event"] for event, _ in self.events() if event["event"] in (STARTED, ENDED, FAILED)]
        return str(known[-1]) if known else ""

    @property
    def is_worked(self) -> bool:
        """True while a worker lives; one on another machine as long as it gives signs of life."""
        lock = self.path / WORKER
        if is_held(lock):
            return True
        try:
            host, _, _ = lock.read_text("utf-8").partition(" ")
            return bool(host) and host != socket.gethostname() and time.time() - lock.stat().st_mtime < SILENT
        except (OSError, ValueError):
            return False

    @property
    def is_followed(self) -> bool:
        """True while a process follows it."""
        return is_held(self.path / FOLLOWER)

    @property
    def last_heard(self) -> float:
        """The time when the worker told something last, or the job was made, in seconds since 1970."""
        times = [0.0]
        for name in (REQUEST, EVENTS, PROGRESS):
            with suppress(OSError):
                times.append((self.path / name).stat().st_mtime)
        return max(times)

    @property
    def control(self) -> JobControl:
        """The newest wish of a follower."""
        try:
            return JobControl((self.path / CONTROL).read_text("utf-8"))
        except (OSError, ValueError):
            return JobControl.RUN

    def ask(self, control: JobControl) -> None:
        """Have the worker do this from its next look on. Raises ``OSError``."""
        write_bytes(self.path / CONTROL, control.value.encode())

    def events(self, start: int = 0) -> Iterator[tuple[dict[str, Any], int]]:
        """Whole events from byte ``start`` on, each with the place behind it; a line that was cut off is left out."""
        try:
            with (self.path / EVENTS).open("rb") as file:
                file.seek(start)
                for line in file:
                    start += len(line)
                    if not line.endswith(b"\n"):
                        return
                    with suppress(ValueError):
                        event = json.loads(line)
                        if isinstance(event, dict) and isinstance(event.get("event"), str):
                            yield event, start
        except OSError:
            return

    def remove(self) -> bool:
        """Delete the folder, unless somebody works or follows; whether it is gone."""
        if self.is_worked or self.is_followed:
            return False
        with suppress(OSError):
            (self.path / REQUEST).unlink()  # first: what remains of an interrupted deletion is no job
        shutil.rmtree(self.path, ignore_errors=True)
        return not self.path.exists()


def make_job(root: Path, request: Mapping[str, Any], files: Mapping[str, Any]) -> JobFolder:
    """Make the folder of a job within ``root``: ``files`` are functions that write one each, the request comes last.

    Raises whatever these do, ``OSError`` among it, and leaves nothing behind then.
    """
    root.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    path = root / secrets.token_hex(8)
    path.mkdir(mode=PRIVATE)
    try:
        for name, write in files.items():
            write(path / name)
        (path / RESERVE).write_bytes(RESERVED)
        known = {**request, "made": time.time(), "folder": str(Path.cwd())}
        write_bytes(path / REQUEST, json.dumps(known).encode())
    except BaseException:
        shutil.rmtree(path, ignore_errors=True)
        raise
    return JobFolder(path)


def jobs_in(root: Path) -> list[JobFolder]:
    """The jobs of a folder, the oldest first."""
    found = [JobFolder(path.parent) for path in root.glob(f"*/{REQUEST}")]
    return sorted(found, key=lambda job: (float(job.request.get("made", 0.0)), job.path.name))


def clean(root: Path) -> None:
    """Delete what processes that died while they made or deleted a job have left in ``root``."""
    for path in root.glob("*"):
        with suppress(OSError):
            is_old = time.time() - path.stat().st_mtime > UNBEGUN
            if is_old and path.is_dir() and not (path / REQUEST).exists():
                JobFolder(path).remove()


def _read_json(path: Path) -> dict[str, Any]:
    try:
        known = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}
