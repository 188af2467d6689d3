"""A training that the window began loses nothing that it learnt where memory or the disk has no room for it."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.document.document import Document
from app.running.trainings import training_work
from app.running.trainings.fitting import CHECKPOINT
from app.running.trainings.outcome_file import problem_from
from app.running.trainings.training_job import OUTCOME, TrainingJob, TrainingJobs
from engine.files import atomic
from engine.jobs.folder import JobControl, JobFolder, JobState
from engine.jobs.job_worker import JobWorker
from engine.learning.methods.surrogate_gradient import SurrogateGradientLearner
from engine.learning.training import checkpoint as checkpoints
from engine.learning.training.failing import TrainingFailed
from engine.learning.training.training_progress import Progress
from tests.app.running.trainings.test_training_jobs import asked, assert_same, drawn, goes_on, here, jobs

__all__ = ["drawn", "jobs"]


def no_memory(*_: Any) -> bytes:
    raise MemoryError


def folder_of(jobs: TrainingJobs, drawn: Document, epochs: float) -> JobFolder:
    folder = jobs.job(drawn.at(drawn.snapshot()), asked(epochs), None, "Digits", None).make()
    assert isinstance(folder, JobFolder)
    return folder


@pytest.fixture
def warned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The warnings that a worker shows."""
    told: list[str] = []
    show = JobWorker.show

    def shown(worker: JobWorker, **known: Any) -> bool:
        told.extend(str(problem_from(problem)) for problem in known.get("warnings", ()))
        return show(worker, **known)

    monkeypatch.setattr(JobWorker, "show", shown)
    return told


def without_room(monkeypatch: pytest.MonkeyPatch, is_full: Callable[[Path], bool]) -> None:
    write = atomic.write_bytes

    def full(path: Path, content: bytes) -> None:
        if is_full(path):
            raise OSError(errno.ENOSPC, "No space left on device")
        write(path, content)

    monkeypatch.setattr(training_work, "write_bytes", full)
    monkeypatch.setattr(training_work, "KEPT_EVERY", 0.0)
    monkeypatch.setattr(training_work, "LOOK", 0.01)


def test_a_checkpoint_that_memory_has_no_room_for_is_a_warning_and_the_training_goes_on(
    drawn: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command line went on; the window's training ended there."""
    told: list[str] = []

    def report(progress: Progress, _answers: Any, checkpoint: bytes | None = None) -> bool:
        assert checkpoint is None
        told.extend(str(problem) for problem in progress.warnings)
        return True

    with monkeypatch.context() as scarce:
        scarce.setattr(checkpoints, "packed_checkpoint", no_memory)
        scarce.setattr("app.running.trainings.fitting.KEPT_EVERY", 0.0)
        found = here(drawn, asked(2.0), report)
    assert any(words.startswith("After epoch 1 checkpoint.npz could not be written: memory ran out.") for words in told)
    assert_same(found, here(drawn, asked(2.0)))


def test_memory_that_is_gone_for_good_is_told_with_epoch_and_batch(
    drawn: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    learn = SurrogateGradientLearner.learn

    def fails(learner: Any, batch: Any) -> Any:
        if batch.share > 0.6:
            raise MemoryError
        return learn(learner, batch)

    monkeypatch.setattr(SurrogateGradientLearner, "learn", fails)
    monkeypatch.setattr(checkpoints, "packed_checkpoint", no_memory)
    with pytest.raises(TrainingFailed, match="Memory ran out in epoch 2, batch"):
        here(drawn, asked(3.0))


def test_an_outcome_waits_until_the_disk_has_room_for_it_and_says_so(
    drawn: Document, jobs: TrainingJobs, monkeypatch: pytest.MonkeyPatch, warned: list[str]
) -> None:
    folder, tries = folder_of(jobs, drawn, 2.0), list[str]()

    def is_full(path: Path) -> bool:
        tries.append(path.name)
        return path.name == OUTCOME and tries.count(OUTCOME) < 3

    without_room(monkeypatch, is_full)
    assert training_work.work_on_training(folder)
    waits = "What was learnt could not be written: No space left on device. Make room on the disk: it waits in memory"
    assert [words.startswith(waits) for words in warned][-2:] == [True, True]
    assert folder.state is JobState.ENDED and folder.progress["warnings"] == [], "it waits no more"
    assert_same(TrainingJob(lambda: folder).train(goes_on), here(drawn, asked(2.0)))


def test_who_cancels_an_outcome_that_waits_is_told_what_is_kept(
    drawn: Document, jobs: TrainingJobs, monkeypatch: pytest.MonkeyPatch, warned: list[str]
) -> None:
    folder = folder_of(jobs, drawn, 2.0)

    def is_full(path: Path) -> bool:
        if path.name == OUTCOME:
            folder.ask(JobControl.CANCEL)
        return path.name == OUTCOME

    without_room(monkeypatch, is_full)
    assert not training_work.work_on_training(folder)
    [found] = jobs.found()
    assert str(found.problems()[0]).startswith(
        "What was learnt could not be written: No space left on device. Make room"
    )
    assert len(checkpoints.read_checkpoint(folder.path / CHECKPOINT).history) == 2


def test_the_checkpoint_of_a_training_that_fails_waits_too(
    drawn: Document, jobs: TrainingJobs, monkeypatch: pytest.MonkeyPatch, warned: list[str]
) -> None:
    folder, learn = folder_of(jobs, drawn, 3.0), SurrogateGradientLearner.learn

    def fails(learner: Any, batch: Any) -> Any:
        if batch.share > 0.6:
            raise MemoryError
        return learn(learner, batch)

    def is_full(path: Path) -> bool:
        """How often a training tries meanwhile is decided by the machine: full until it was said that it waits."""
        return path.name == CHECKPOINT and not any("it waits in memory" in words for words in warned)

    monkeypatch.setattr(SurrogateGradientLearner, "learn", fails)
    without_room(monkeypatch, is_full)
    assert not training_work.work_on_training(folder)
    assert "it waits in memory" in warned[-1] and folder.state is JobState.FAILED
    assert folder.progress["warnings"] == [], "it is written by then"
    assert len(checkpoints.read_checkpoint(folder.path / CHECKPOINT).history) == 1


def test_an_outcome_that_memory_cannot_hand_over_is_resumed_from_its_last_epoch(
    drawn: Document, jobs: TrainingJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = folder_of(jobs, drawn, 2.0)
    monkeypatch.setattr(training_work, "packed_outcome", no_memory)
    assert not training_work.work_on_training(folder)
    monkeypatch.undo()
    [found] = jobs.found()
    assert found.state is JobState.FAILED and "no memory to hand over what was learnt" in str(found.problems()[0])
    assert len(checkpoints.read_checkpoint(folder.path / CHECKPOINT).history) == 2
    assert training_work.work_on_training(folder), "the same command goes on"
    assert_same(TrainingJob(lambda: folder).train(goes_on), here(drawn, asked(2.0)))
