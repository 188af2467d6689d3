"""The work of a job that is a training: what the process does in which nothing but that is done."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.document.file.file_format import open_document
from app.document.meaning.meaning import meaning
from app.running.failures import problems_of
from app.running.trainings.answered import Answered
from app.running.trainings.fitting import fit_network
from app.running.trainings.outcome_file import packed, packed_outcome, plain_problem
from app.running.trainings.training_events import EPOCH, EpochArrays, plain_epoch, plain_progress
from engine.files.atomic import write_bytes
from engine.jobs.folder import JobControl, JobFolder
from engine.jobs.job_worker import JobWorker

if TYPE_CHECKING:
    from engine.learning.training.training_progress import Progress, TrainingEnd

KIND = "training"
PROJECT, CHECKPOINT, SHOWN, OUTCOME = "project.spikeloom", "checkpoint.npz", "epoch.msgpack", "outcome.msgpack"
"""Files of the job: the drawing with the one run that is asked, what it goes on from, what is shown, the outcome."""

KEPT_EVERY = 1.0  # s between two checkpoints, at the ends of epochs: so much is learnt anew after a power cut
SHARE = 0.05  # of the time, at most, that goes into files which are only looked at
LOOK = 0.5  # s between two signs of a training that is prepared


class TrainingWork:
    """One training under way in this process, for the followers of ``worker``."""

    def __init__(self, worker: JobWorker) -> None:
        self._worker, self._folder = worker, worker.folder.path
        self._told = 0
        self._shown_at, self._cost = 0.0, 0.0
        self._begun = threading.Event()

    def do(self) -> dict[str, Any]:
        """Train, and write the outcome; gives what is told of its end."""
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
        finally:
            self._begun.set()
        write_bytes(self._folder / OUTCOME, packed_outcome(outcome))
        return {"cancelled": outcome.result.cancelled}

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
                write_bytes(self._folder / CHECKPOINT, checkpoint)
            self._tell(progress)
        except OSError as error:  # training goes on in memory, and tries again
            warnings = (unwritten(CHECKPOINT, len(progress.history), error), *warnings)
        if progress.arrays is not None:
            self._show(progress, answers)
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
