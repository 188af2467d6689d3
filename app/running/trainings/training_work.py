"""The work of a job that is a training: what the process does in which nothing but that is done."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from app.document.file.file_format import open_document
from app.document.meaning.meaning import meaning
from app.running.failures import problems_of
from app.running.trainings.answered import Answered
from app.running.trainings.fitting import CHECKPOINT, fit_network
from app.running.trainings.outcome_file import packed, packed_outcome, plain_problem
from app.running.trainings.training_events import EPOCH, EpochArrays, plain_epoch, plain_progress
from engine.checking.problem_of import warning
from engine.files.atomic import write_bytes
from engine.jobs.folder import JobControl, JobFolder
from engine.jobs.job_worker import JobWorker
from engine.problems import NetworkError, Problem, declare

if TYPE_CHECKING:
    from engine.learning.training.training_progress import Progress, TrainingEnd

KIND = "training"
PROJECT, SHOWN, OUTCOME = "project.spikeloom", "epoch.msgpack", "outcome.msgpack"
"""Files of the job: the drawing with the one run that is asked, what is shown, the outcome."""

KEPT_EVERY = 1.0  # s between two checkpoints, at the ends of epochs: so much is learnt anew after a power cut
SHARE = 0.05  # of the time, at most, that goes into files which are only looked at
LOOK = 0.5  # s between two signs of a training that is prepared, and two tries to find room for what it learnt

WAITS = declare(
    "training-waits-for-room",
    "What was learnt could not be written: {reason}.",
    "Make room on the disk: it waits in memory until it can be written, and Cancel gives it up.",
)
GIVEN_UP = declare(
    "training-given-up-without-room",
    "What was learnt could not be written: {reason}.",
    "Make room on the disk, and train again; where there is a checkpoint, Resume goes on from it.",
)
TOO_LARGE = declare(
    "training-outcome-too-large",
    "There was no memory to hand over what was learnt.",
    "Close other programs; Resume goes on from there.",
)


class TrainingWork:
    """One training under way in this process, for the followers of ``worker``."""

    def __init__(self, worker: JobWorker) -> None:
        self._worker, self._folder = worker, worker.folder.path
        self._told = 0
        self._shown_at, self._cost = 0.0, 0.0
        self._begun = threading.Event()
        self._unwritten: bytes | None = None
        self._last: dict[str, Any] = {}

    def do(self) -> dict[str, Any]:
        """Train, and write the outcome; gives what is told of its end."""
        from engine.learning.training.checkpoint import write_checkpoint

        document = open_document(self._folder / PROJECT)
        record = document.runs[0]
        kept = self._folder / CHECKPOINT
        threading.Thread(target=self._tell_preparing, name="preparing", daemon=True).start()
        try:
            outcome = fit_network(
                meaning(document).description, record.method, record.settings, record.seed,
                kept.read_bytes() if kept.exists() else None, record.validation, self._report,
                backend=str(self._worker.folder.request["backend"]), kept_every=KEPT_EVERY,
            )  # fmt: skip
        except Exception:  # whatever ended it, the last state that found no room is kept; it is raised again
            if (unwritten := self._unwritten) is not None:
                self._keep(lambda: write_bytes(kept, unwritten))
            raise
        finally:
            self._begun.set()
        try:
            content = packed_outcome(outcome)
        except MemoryError as error:
            self._keep(lambda: write_checkpoint(kept, outcome.result.checkpoint))
            raise NetworkError([Problem("", TOO_LARGE)]) from error
        self._keep(lambda: write_bytes(self._folder / OUTCOME, content))
        return {"cancelled": outcome.result.cancelled}

    def _keep(self, write: Callable[[], None]) -> None:
        """Write what was learnt, once there is room for it; raises NetworkError where it is given up meanwhile."""
        waited = False
        while True:
            try:
                write()
                break
            except OSError as error:
                waited, words = True, {"reason": error.strerror or str(error)}
                waits = plain_problem(warning("", WAITS, words))
                if self._last and not self._worker.show(**self._last | {"warnings": [waits]}):
                    self._worker.spend_reserve()
                if self._worker.control() is JobControl.CANCEL:
                    raise NetworkError([Problem("", GIVEN_UP, words)]) from error
                time.sleep(LOOK)
        if waited:
            self._worker.show(**self._last)

    def _tell_preparing(self) -> None:
        """Tell that kernels are compiled, until the first batch is told."""
        from engine.backends.kernels.compiler_process import shared_compiler

        self._worker.show(compiling=False)
        while not self._begun.wait(LOOK):
            self._worker.show(compiling=shared_compiler.is_busy)

    def _report(
        self, progress: Progress, answers: Sequence[Answered] | None, checkpoint: bytes | None = None
    ) -> bool | TrainingEnd:
        from engine.learning.training.failing import unwritten
        from engine.learning.training.training_progress import TrainingEnd

        self._begun.set()
        warnings = progress.warnings
        try:
            if checkpoint is not None:
                self._unwritten = checkpoint
                write_bytes(self._folder / CHECKPOINT, checkpoint)
                self._unwritten = None
            self._tell(progress)
        except OSError as error:  # training goes on in memory, and tries again
            warnings = (unwritten(CHECKPOINT, len(progress.history), error), *warnings)
        if progress.arrays is not None:
            self._show(progress, answers)
        self._last = plain_progress(progress, progress.warnings)  # that a file was not written ends when it is
        self._worker.show(**plain_progress(progress, warnings))
        control = self._worker.control()
        if control is JobControl.FINISH:
            return TrainingEnd.EARLY
        return control is not JobControl.CANCEL

    def _tell(self, progress: Progress) -> None:
        for number, epoch in enumerate(progress.history[self._told :], self._told + 1):
            self._worker.tell(EPOCH, number=number, figures=plain_epoch(epoch))
            self._told = number

    def _show(self, progress: Progress, answers: Sequence[Answered] | None) -> None:
        """Write what views show of an epoch, unless that would take more than its share of the time."""
        now = time.perf_counter()
        if now - self._shown_at < self._cost / SHARE:
            return
        shown = EpochArrays(
            len(progress.history), dict(progress.arrays or {}), progress.confusion, progress.mistakes,
            None if answers is None else tuple(answers),
        )  # fmt: skip
        path = self._folder / SHOWN
        temporary = path.with_suffix(".new")
        try:
            temporary.write_bytes(packed(shown))
            temporary.replace(path)
        except OSError:
            return  # nothing is lost but a look at it
        self._shown_at = time.perf_counter()
        self._cost = self._shown_at - now


def work_on_training(folder: JobFolder) -> bool:
    """Do the training of a job, or go on with it; whether it ended, else followers were told why it failed.

    Raises :class:`~engine.jobs.job_worker.JobTaken` where another process does it.
    """
    return JobWorker(folder).do(lambda worker: TrainingWork(worker).do(), failure_of)


def failure_of(error: Exception) -> dict[str, Any]:
    """The problems of a failure, to be told."""
    return {"problems": [plain_problem(problem) for problem in problems_of(error)]}
