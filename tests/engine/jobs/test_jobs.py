"""A job lives in its folder alone: whoever looks knows how it stands, whatever became of the processes around it."""

from __future__ import annotations

import errno
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.jobs import folder as folders
from engine.jobs import job_worker
from engine.jobs.folder import (
    ENDED,
    EVENTS,
    FAILED,
    RESERVE,
    WORKER,
    JobControl,
    JobFolder,
    JobState,
    clean,
    jobs_in,
    make_job,
)
from engine.jobs.job_follower import JobFollower
from engine.jobs.job_worker import JobTaken, JobWorker
from tests.patience import PATIENCE

COUNTS = """
import sys, time
from pathlib import Path
from engine.jobs.folder import JobControl, JobFolder
from engine.jobs.job_worker import JobWorker

def count(worker):
    for number in range(100_000):
        worker.tell("number", number=number)
        worker.show(number=number)
        control = worker.control()
        if control is JobControl.CANCEL:
            return {"last": number}
        if control is JobControl.FINISH:
            raise ValueError("wanted")
        time.sleep(0.001)

JobWorker(JobFolder(Path(sys.argv[1]))).do(count, lambda error: {"why": str(error)})
"""


def until(holds: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE / 1000
    while not holds():
        assert time.monotonic() < end, "waited for too long"
        time.sleep(0.005)


@pytest.fixture
def job(tmp_path: Path) -> JobFolder:
    return make_job(tmp_path / "jobs", {"kind": "count"}, {})


@pytest.fixture
def follower(job: JobFolder) -> Iterator[JobFollower]:
    made = JobFollower(job)
    made.begin(["-c", COUNTS, str(job.path)])
    until(lambda: job.progress)
    yield made
    made.kill()
    made.let_go()


def events(job: JobFolder) -> list[dict[str, Any]]:
    return [event for event, _ in job.events()]


def test_a_job_that_nobody_began_waits(job: JobFolder) -> None:
    assert job.state is JobState.WAITING and job.request["kind"] == "count"
    assert not job.is_worked and not job.is_followed and job.progress == {}


def test_events_come_once_each_in_their_order_and_the_last_tells_the_end(follower: JobFollower) -> None:
    job, heard = follower.folder, list[dict[str, Any]]()
    until(lambda: heard.extend(follower.news()) or len(heard) > 20)
    assert job.state is JobState.RUNNING
    follower.ask(JobControl.CANCEL)
    until(lambda: not follower.is_alive)
    heard.extend(follower.news())
    assert [event["event"] for event in heard] == ["started", *["number"] * (len(heard) - 2), ENDED]
    assert [event["number"] for event in heard[1:-1]] == list(range(len(heard) - 2))
    assert heard[0]["pid"] != os.getpid() and heard[-1]["last"] == len(heard) - 3
    assert job.state is JobState.ENDED and not (job.path / WORKER).exists()


def test_what_fails_says_why(follower: JobFollower) -> None:
    follower.ask(JobControl.FINISH)
    until(lambda: not follower.is_alive)
    assert follower.folder.state is JobState.FAILED
    assert events(follower.folder)[-1] == {"event": FAILED, "why": "wanted"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such signal")
def test_a_worker_that_is_killed_leaves_an_interrupted_job_that_another_goes_on_with(follower: JobFollower) -> None:
    job = follower.folder
    os.kill(events(job)[0]["pid"], signal.SIGKILL)
    until(lambda: not follower.is_alive)
    assert job.state is JobState.INTERRUPTED
    with (job.path / EVENTS).open("ab") as file:
        file.write(b'{"event":"numb')  # as a power cut leaves it
    told = len(events(job))
    list(follower.news())
    follower.begin(["-c", COUNTS, str(job.path)])
    until(lambda: len(events(job)) > told + 2)
    assert job.state is JobState.RUNNING
    assert [event["event"] for event in follower.news()][:2] == ["started", "number"], "only those of the second worker"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such signal")
def test_a_worker_lives_on_when_its_follower_is_killed(job: JobFolder) -> None:
    code = "import sys\nfrom pathlib import Path\nfrom engine.jobs.folder import JobFolder\n"
    code += "from engine.jobs.job_follower import JobFollower\n"
    code += f"one = JobFollower(JobFolder(Path(sys.argv[1])))\none.begin(['-c', {COUNTS!r}, sys.argv[1]])\n"
    code += "import time; time.sleep(1000)"
    from engine import child_process

    window = child_process.started(["-c", code, str(job.path)])
    until(lambda: len(events(job)) > 3)
    assert job.is_followed
    with pytest.raises(JobTaken):
        JobFollower(job)
    window.kill()
    window.wait()
    told = len(events(job))
    until(lambda: len(events(job)) > told + 3)
    assert job.state is JobState.RUNNING and not job.is_followed
    other = JobFollower(job)
    other.begin(["-c", "raise SystemExit('a second worker')"])
    other.ask(JobControl.CANCEL)
    until(lambda: not other.is_alive)
    assert job.state is JobState.ENDED
    other.let_go()


def test_two_workers_do_not_take_one_job(job: JobFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_worker, "TRIES", 2)
    first = JobWorker(job)
    with pytest.raises(JobTaken):
        JobWorker(job)
    first.close()
    JobWorker(job).close()


def test_what_stands_still_is_cancelled_once_nobody_follows_it(job: JobFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_worker, "ABANDONED", 0.3)
    job.ask(JobControl.PAUSE)
    worker, follower = JobWorker(job), JobFollower(job)
    began = time.monotonic()
    monkeypatch.setattr(job_worker.time, "sleep", lambda _s, real=time.sleep: (real(0.6), follower.let_go()))
    assert worker.control() is JobControl.CANCEL
    assert time.monotonic() - began > 0.6, "while somebody follows it may stand still for ever"
    worker.close()


def test_the_worker_of_another_machine_is_alive_as_long_as_it_gives_signs(job: JobFolder) -> None:
    lock = job.path / WORKER
    lock.write_text("another-machine 7", "utf-8")
    assert job.state is JobState.RUNNING
    os.utime(lock, (time.time() - 2 * folders.SILENT,) * 2)
    assert job.state is JobState.WAITING
    lock.write_text("", "utf-8")
    assert job.state is JobState.WAITING


def test_on_a_full_disk_the_last_words_have_room(job: JobFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    worker, tell = JobWorker(job), JobWorker.tell

    def full(self: JobWorker, event: str, **known: Any) -> None:
        if event == ENDED and (job.path / RESERVE).exists():
            raise OSError(errno.ENOSPC, "No space left on device")
        tell(self, event, **known)

    monkeypatch.setattr(JobWorker, "tell", full)
    assert worker.do(lambda _worker: {"value": 1}, lambda error: {"why": str(error)})
    assert job.state is JobState.ENDED and not (job.path / RESERVE).exists()


def test_what_was_half_made_or_half_deleted_is_cleaned_and_no_job(job: JobFolder) -> None:
    root = job.path.parent
    half, young = root / "half", root / "young"
    for path in (half, young):
        path.mkdir()
        (path / EVENTS).write_bytes(b"")
    os.utime(half, (time.time() - 2 * folders.UNBEGUN,) * 2)
    assert jobs_in(root) == [job]
    clean(root)
    assert not half.exists() and young.exists() and job.path.exists()


def test_a_folder_that_cannot_be_made_whole_leaves_nothing(tmp_path: Path) -> None:
    def fail(_path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        make_job(tmp_path / "jobs", {}, {"file": fail})
    assert list((tmp_path / "jobs").iterdir()) == []


def test_a_job_is_not_deleted_while_somebody_works_or_follows(job: JobFolder) -> None:
    worker = JobWorker(job)
    assert not job.remove() and job.request
    worker.close()
    follower = JobFollower(job)
    assert not job.remove()
    follower.let_go()
    assert job.remove() and not job.path.exists()


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff\xfe", b"null"])
def test_spoilt_files_are_no_error(job: JobFolder, content: bytes) -> None:
    for name in ("progress.json", "control", EVENTS):
        (job.path / name).write_bytes(content + b"\n")
    assert job.progress == {} and job.control is JobControl.RUN and events(job) == []
    (job.path / "request.json").write_bytes(content)
    assert job.request == {} and jobs_in(job.path.parent) == [job]
    (job.path / EVENTS).write_text(json.dumps({"event": 3}) + "\n", "utf-8")
    assert events(job) == []
