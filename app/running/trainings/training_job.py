"""A training in a process of its own, which goes on when the window is closed: made, followed, found again."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock
from typing import Any

from msgspec import structs

from app.document.document import Document
from app.document.file.digest import digest_of
from app.document.file.file_format import FileContent, FileProblem, content_of, open_document, write_content
from app.document.kept_runs import KeptRun
from app.running.trainings.fitting import CHECKPOINT, KEPT_EVERY, TrainingOutcome, TrainingReport
from app.running.trainings.outcome_file import OutcomeSpoilt, problem_from, unpacked, unpacked_outcome
from app.running.trainings.training_events import EPOCH, EpochArrays, HeardTraining
from app.running.trainings.training_work import KIND, OUTCOME, PROJECT, SHOWN
from engine.jobs.folder import FAILED, JobControl, JobFolder, JobState, clean, jobs_in, make_job
from engine.jobs.job_follower import JobFollower
from engine.jobs.job_worker import JobTaken
from engine.problems import NetworkError, Problem, declare

START = Path(__file__).parents[3] / "main.py"
WORK = "work"  # the command that does a job
LOOK = 0.05  # s between two looks at what a worker tells
LEFT_WITHIN = 2.0  # s at most that a window waits for the thread that follows to end
KEPT_FOR = 30 * 24 * 3600.0  # s for which the outcome of a training that nobody took is kept

NOT_BEGUN = declare(
    "training-not-begun",
    "The training could not be begun: {reason}",
    "Make room on the disk, and start it again.",
)
WORKER_GONE = declare(
    "training-process-ended",
    "The process of this training was ended from outside, or the machine stopped.",
    "What it had learnt at its last checkpoint is kept; Resume goes on from there.",
)
ELSEWHERE = declare(
    "training-followed-elsewhere",
    "Another window follows this training.",
    "Close that window, or wait until the training ends.",
)
SPOILT = declare(
    "training-outcome-spoilt",
    "What this training ended in cannot be read.",
    "Resume goes on from its last checkpoint.",
)


class TrainingLeft(Exception):
    """The window follows a training no more, which goes on."""


class TrainingJob:
    """One training that a window follows, or is about to: ``make`` gives its folder, in the thread of the training."""

    def __init__(self, make: Callable[[], JobFolder]) -> None:
        self.make = make
        self._border = Lock()
        self._follower: JobFollower | None = None
        self._has_let_go, self._is_about_to = Event(), True
        self._wanted = JobControl.RUN
        self.is_left = self._is_unwanted = False
        self._moment: dict[str, Any] = {}
        self.folder: JobFolder | None = None
        self.is_starting, self.is_compiling = True, False

    def train(self, report: TrainingReport) -> TrainingOutcome:
        """Follow the training to its end; a worker is started where none lives and there is no outcome yet.

        Raises :class:`~engine.problems.NetworkError` for what made it fail, and :class:`TrainingLeft`.
        """
        follower = self._begun()
        try:
            return self._followed(follower, report)
        finally:
            with self._border:
                self._follower = None
            follower.let_go()
            self._has_let_go.set()
            if self._is_unwanted and self.folder is not None:
                self.folder.remove()

    def ask(self, control: JobControl) -> None:
        """Have the training pause, go on, finish or be cancelled."""
        with self._border:
            self._wanted = control
            if self._follower is not None:
                self._follower.ask(control)

    def leave(self) -> None:
        """Follow it no more, once this returns; one that stood still goes on."""
        if self._wanted is JobControl.PAUSE:
            self.ask(JobControl.RUN)
        self.is_left = True
        if not self._is_about_to:  # whoever looks next finds it
            self._has_let_go.wait(LEFT_WITHIN)

    def give_up(self) -> None:
        """Nobody wants it: it ends, and its folder goes once it has."""
        self._is_unwanted = True
        self.ask(JobControl.CANCEL)

    def forget(self) -> None:
        """Delete the folder: what came of it is kept elsewhere, or is not wanted."""
        if self.folder is not None:
            self.folder.remove()

    def _begun(self) -> JobFollower:
        try:
            self.folder = folder = self.make()
            follower = JobFollower(folder)
            if folder.state is not JobState.ENDED:
                follower.begin([str(START), WORK, str(folder.path)])
            with self._border:
                self._follower, self._is_about_to = follower, False
                if self._wanted is not JobControl.RUN:
                    follower.ask(self._wanted)
        except JobTaken as error:
            raise NetworkError([Problem("", ELSEWHERE)]) from error
        except (OSError, FileProblem) as error:
            raise NetworkError([Problem("", NOT_BEGUN, {"reason": str(error)})]) from error
        return follower

    def _followed(self, follower: JobFollower, report: TrainingReport) -> TrainingOutcome:
        heard, folder, kept_at = HeardTraining(), follower.folder, time.monotonic()
        last: dict[str, Any] = {}
        shown: EpochArrays | None = None
        newer: EpochArrays | None = None
        seen = 0
        while True:
            is_alive = follower.is_alive  # before the news: what it told last is heard, too
            for event in follower.news():
                heard.hear(event)
                last = event
            moment, stamp = folder.progress, _stamp_of(folder)
            is_new = stamp != seen and (newer := _shown_in(folder)) is not None
            shown, seen = (newer, stamp) if is_new else (shown, seen)
            self.is_starting = not heard.is_begun
            self.is_compiling = bool(moment.get("compiling"))
            if "epoch" in moment and (moment != self._moment or is_new):
                self._moment = moment
                is_due = time.monotonic() - kept_at >= KEPT_EVERY and is_new
                kept_at = time.monotonic() if is_due else kept_at
                answers = shown.answers if shown is not None and is_new else None
                answer = report(heard.progress(moment, shown, is_new), answers, _kept_in(folder) if is_due else None)
                if answer is False and not self.is_left:
                    follower.ask(JobControl.CANCEL)
            if self.is_left:
                raise TrainingLeft
            if not is_alive:
                return self._outcome(folder, last, heard, shown, report)
            time.sleep(LOOK)

    def _outcome(
        self, folder: JobFolder, last: dict[str, Any], heard: HeardTraining, shown: EpochArrays | None,
        report: TrainingReport,
    ) -> TrainingOutcome:  # fmt: skip
        if folder.state is JobState.ENDED:
            try:
                return unpacked_outcome((folder.path / OUTCOME).read_bytes())
            except (OSError, OutcomeSpoilt) as error:
                self._hand_over(folder, heard, shown, report)
                raise NetworkError([Problem("", SPOILT)]) from error
        self._hand_over(folder, heard, shown, report)
        raise NetworkError(problems_in(last) or [Problem("", WORKER_GONE)])

    def _hand_over(
        self, folder: JobFolder, heard: HeardTraining, shown: EpochArrays | None, report: TrainingReport
    ) -> None:
        """Report the last checkpoint, from which it can go on."""
        kept = _kept_in(folder)
        if kept is not None and "epoch" in folder.progress and heard.history:
            report(heard.progress(folder.progress, shown, False), None, kept)


def _stamp_of(folder: JobFolder) -> int:
    try:
        return (folder.path / SHOWN).stat().st_mtime_ns
    except OSError:
        return 0


def _shown_in(folder: JobFolder) -> EpochArrays | None:
    try:
        shown: EpochArrays = unpacked((folder.path / SHOWN).read_bytes(), EpochArrays)
    except (OSError, OutcomeSpoilt):
        return None
    return shown


def _kept_in(folder: JobFolder) -> bytes | None:
    try:
        return (folder.path / CHECKPOINT).read_bytes()
    except OSError:
        return None


def problems_in(event: dict[str, Any]) -> list[Problem]:
    """The problems that an event of a failure tells; none of any other."""
    if event.get("event") != FAILED:
        return []
    return [problem_from(problem) for problem in event.get("problems", ())]


@dataclass(frozen=True)
class FoundTraining:
    """A training that some window began: of the drawing ``title``, saved at ``path`` or nowhere, as it stands now.

    ``network`` stands for what was drawn.
    """

    folder: JobFolder
    title: str
    path: Path | None
    network: str
    number: int
    method: str
    seed: int
    state: JobState
    epoch: int = 0
    epochs: int = 0

    def is_of(self, document: Document, path: Path | None) -> bool:
        """Tell whether it is of this drawing: of the same file or, where its file is gone, of the same network."""
        if self.path is not None and path is not None and (self.path == path or self.path.exists()):
            return self.path == path
        return self.network == network_of(document)

    def problems(self) -> list[Problem]:
        """The reasons why it failed."""
        last: dict[str, Any] = {}
        for event, _ in self.folder.events():
            last = event
        return problems_in(last)


class TrainingJobs:
    """Trainings in processes of their own, with folders in ``root``; new ones on the ``backend`` that is chosen."""

    def __init__(self, root: Path, backend: Callable[[], str]) -> None:
        self._root, self._backend = root, backend

    def job(
        self, document: Document, record: KeptRun, checkpoint: bytes | None, title: str, path: Path | None
    ) -> TrainingJob:
        """A training of what is drawn in a document, which may change then; raises FileProblem for what none may hold.

        It goes on from a ``checkpoint``.
        """
        asked = structs.replace(record, history=(), arrays=(), checkpoint=None, confusion=(), mistakes=(), course=())
        document.runs = (asked,)
        content = content_of(document)
        request = {
            "kind": KIND, "title": title, "path": str(path.absolute()) if path is not None else "",
            "network": network_of(document), "number": record.number, "method": record.title, "seed": record.seed,
            "backend": self._backend(),
        }  # fmt: skip
        return TrainingJob(lambda: self._made(request, content, checkpoint))

    def _made(self, request: dict[str, Any], content: FileContent, checkpoint: bytes | None) -> JobFolder:
        files: dict[str, Callable[[Path], object]] = {PROJECT: lambda path: write_content(content, path)}
        if checkpoint is not None:
            files[CHECKPOINT] = lambda path: path.write_bytes(checkpoint)
        return make_job(self._root, request, files)

    def found(self) -> list[FoundTraining]:
        """Those of which no window takes care, the oldest first."""
        return [_found(job) for job in jobs_in(self._root) if job.request.get("kind") == KIND and not job.is_followed]

    def clean(self, now: float | None = None) -> None:
        """Delete what nobody took in a month, and what processes that died left half-made."""
        clean(self._root)
        for job in jobs_in(self._root):
            if (now or time.time()) - job.last_heard > KEPT_FOR:
                job.remove()


def _found(job: JobFolder) -> FoundTraining:
    request, moment = job.request, job.progress
    path = Path(request["path"]) if request.get("path") else None
    epochs = sum(event["event"] == EPOCH for event, _ in job.events())
    return FoundTraining(
        job, str(request.get("title", "")), path, str(request.get("network", "")), int(request.get("number", 1)),
        str(request.get("method", "")), int(request.get("seed", 0)), job.state, epochs, int(moment.get("epochs") or 0),
    )  # fmt: skip


def network_of(document: Document) -> str:
    """A digest of the nodes and links that are drawn."""
    drawn = document.snapshot()
    return digest_of((drawn.nodes, drawn.links))


def asked_in(folder: JobFolder) -> tuple[Document, KeptRun]:
    """The drawing of a job, and the run that is asked; raises FileProblem."""
    document = open_document(folder.path / PROJECT)
    record = document.runs[0]
    forget_runs(document)
    return document, record


def forget_runs(document: Document) -> None:
    """Take away what is asked, for a document that is drawn on."""
    document.runs = ()
