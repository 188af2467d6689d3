"""A training in a process of its own is the training that it would have been here, whatever happens to the process."""

from __future__ import annotations

import errno
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec import structs

from app.commands import intentions
from app.commands.editor import Editor
from app.document.document import Document
from app.document.examples import digits
from app.document.file.file_format import save
from app.document.kept_runs import KeptRun
from app.document.meaning.meaning import meaning
from app.running.trainings import training_job, training_work
from app.running.trainings.fitting import CHECKPOINT, TrainingOutcome, TrainingReport, fit_network
from app.running.trainings.outcome_file import (
    OutcomeSpoilt,
    packed,
    packed_outcome,
    plain_problem,
    problem_from,
    unpacked,
    unpacked_outcome,
)
from app.running.trainings.training_job import OUTCOME, TrainingJob, TrainingJobs, TrainingLeft, asked_in, network_of
from engine.backends import FASTEST
from engine.files import atomic
from engine.jobs.folder import JobControl, JobState, jobs_in
from engine.jobs.job_worker import JobWorker
from engine.learning.components.figures import Metric, TrainingState
from engine.learning.components.method import hindrances
from engine.learning.methods import methods
from engine.learning.methods.surrogate_gradient import WITH_DELAYS, SurrogateGradient
from engine.learning.training.training_progress import Progress, TrainingEnd
from engine.problems import NetworkError, Phrase, Problem
from tests.patience import PATIENCE

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such signal")


def asked(epochs: float = 4.0, **settings: float | str) -> KeptRun:
    return KeptRun(
        3, "surrogate_gradient", "Surrogate gradient", 5, {"epochs": epochs, "batch": 200.0, **settings},
        TrainingState.CANCELLED, Metric.ACCURACY, 0, 0.0, (), {}, (), (), validation=0.1,
    )  # fmt: skip


@pytest.fixture
def drawn() -> Document:
    return digits.draw()


@pytest.fixture
def jobs(tmp_path: Path) -> TrainingJobs:
    return TrainingJobs(tmp_path / "jobs", lambda: FASTEST)


def goes_on(*_: Any) -> bool:
    return True


def here(drawn: Document, record: KeptRun, report: TrainingReport = goes_on) -> TrainingOutcome:
    return fit_network(
        meaning(drawn).description, record.method, record.settings, record.seed, None, record.validation, report
    )


def assert_same(found: TrainingOutcome, wanted: TrainingOutcome) -> None:
    assert found.result.arrays.keys() == wanted.result.arrays.keys()
    for key, array in wanted.result.arrays.items():
        assert array.dtype == found.result.arrays[key].dtype and np.array_equal(array, found.result.arrays[key])
    assert found.result.history == wanted.result.history, "to the bit"
    assert found.result.accuracy == wanted.result.accuracy and found.result.epoch == wanted.result.epoch
    assert found.result.confusion is not None and wanted.result.confusion is not None
    assert np.array_equal(found.result.confusion, wanted.result.confusion)
    assert [answer.answer for answer in found.answers] == [answer.answer for answer in wanted.answers]
    assert found.row is not None and wanted.row is not None and found.row.cost == wanted.row.cost


def pid_in(job: TrainingJob) -> int:
    assert job.folder is not None
    return [event["pid"] for event, _ in job.folder.events() if event["event"] == "started"][-1]


def test_its_weights_figures_and_answers_are_those_of_a_training_here(drawn: Document, jobs: TrainingJobs) -> None:
    record, told = asked(), list[Progress]()
    job = jobs.job(drawn.at(drawn.snapshot()), record, None, "Digits", None)
    found = job.train(lambda progress, *_: told.append(progress) or True)
    wanted = here(drawn, record)
    assert_same(found, wanted)
    assert told[-1].history == wanted.result.history and told[-1].epochs == 4
    shown = [progress for progress in told if progress.arrays is not None]
    assert shown and shown[-1].arrays is not None and shown[-1].arrays.keys() == wanted.result.arrays.keys()
    assert shown[-1].confusion is not None and shown[-1].confusion.sum() > 100
    [one] = jobs.found()
    assert (one.state, one.epoch, one.epochs, one.number, one.title) == (JobState.ENDED, 4, 4, 3, "Digits")
    assert one.is_of(drawn, None) and not one.is_of(Document(), None)
    again = TrainingJob(lambda: one.folder)
    assert_same(again.train(goes_on), wanted)
    again.forget()
    assert jobs.found() == []


@pytest.mark.parametrize("delays_act", SurrogateGradient.choices["delays_act"].options)
def test_learnt_delays_cross_from_its_process(drawn: Document, delays_act: str) -> None:
    """One delay for a whole link came over as a bare number, and the outcome could not be read."""
    link = next(id for id, link in drawn.links.items() if link.synapses is not None)
    editor = Editor()
    editor.load(drawn)
    intentions.set_delay(editor, [link], 2.0)
    record = asked(1.0, trains=WITH_DELAYS, delays_act=delays_act)
    wanted = here(drawn, record)
    assert_same(unpacked_outcome(packed_outcome(wanted)), wanted)


@POSIX
def test_one_that_is_killed_again_and_again_ends_as_if_it_never_had_been(
    drawn: Document, jobs: TrainingJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """kill -9 at random moments; each time the panel's own road goes on with what is found."""
    seed = random.randrange(1 << 30)
    chance, record = random.Random(seed), asked(30.0)
    job = jobs.job(drawn.at(drawn.snapshot()), record, None, "Digits", None)
    kept: list[bytes] = []
    epochs = [0]

    def kill() -> None:
        if job.folder is not None and job.folder.is_worked:
            os.kill(pid_in(job), signal.SIGKILL)

    for _ in range(3):
        timer: list[threading.Timer] = []

        def report(progress: Progress, _answers: Any, checkpoint: bytes | None = None, timer: Any = timer) -> bool:
            if not timer:
                timer.append(threading.Timer(chance.uniform(0.0, 2.0), kill))
                timer[0].start()
            epochs.append(len(progress.history))
            if checkpoint is not None:
                kept.append(checkpoint)
            return True

        try:
            outcome = job.train(report)
        except NetworkError as error:
            assert error.problems[0].code == training_job.WORKER_GONE, seed
            [one] = jobs.found()
            assert one.state is JobState.INTERRUPTED
            folder = one.folder
            job = TrainingJob(lambda folder=folder: folder)
        else:
            break
    else:
        outcome = job.train(goes_on)
    assert_same(outcome, here(drawn, record))


def test_it_pauses_goes_on_and_ends_early_with_a_test_and_its_best_weights(drawn: Document, jobs: TrainingJobs) -> None:
    record = asked(5000.0)
    job = jobs.job(drawn.at(drawn.snapshot()), record, None, "Digits", None)
    stages: list[str] = []

    def report(progress: Progress, *_: Any) -> bool:
        if not stages and progress.epoch > 2:
            stages.append("paused")
            job.ask(JobControl.PAUSE)
            assert job.folder is not None
            time.sleep(1.0)
            before = job.folder.progress
            time.sleep(1.0)
            assert job.folder.progress == before, "nothing is computed"
            job.ask(JobControl.RUN)
        elif stages == ["paused"] and progress.epoch > 4:
            stages.append("ended")
            job.ask(JobControl.FINISH)
        return True

    outcome = job.train(report)
    assert stages == ["paused", "ended"]
    result = outcome.result
    assert not result.cancelled and result.ended_early and result.accuracy > 0.3 and outcome.checkpoint is None
    assert 4 <= len(result.history) < 5000

    def end(progress: Progress, *_: Any) -> bool | TrainingEnd:
        return TrainingEnd.EARLY if len(progress.history) == len(result.history) else True

    assert_same(outcome, here(drawn, record, end))


def test_who_leaves_it_is_not_heard_and_it_ends_alone(drawn: Document, jobs: TrainingJobs) -> None:
    record = asked()
    job = jobs.job(drawn.at(drawn.snapshot()), record, None, "Digits", None)

    def report(*_: Any) -> bool:
        job.leave()
        return True

    with pytest.raises(TrainingLeft):
        job.train(report)
    assert job.folder is not None and not job.folder.is_followed
    wait_until(lambda: job.folder is not None and job.folder.state is JobState.ENDED)
    [one] = jobs.found()
    assert_same(TrainingJob(lambda: one.folder).train(goes_on), here(drawn, record))


def wait_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE / 1000
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_what_makes_it_fail_is_the_same_sentence_as_here(drawn: Document, jobs: TrainingJobs) -> None:
    unfit = hindrances(methods(), meaning(drawn).description)
    record = structs.replace(asked(), method=next(name for name, problem in unfit.items() if problem is not None))
    job = jobs.job(drawn.at(drawn.snapshot()), record, None, "Digits", None)
    with pytest.raises(NetworkError) as there:
        job.train(goes_on)
    with pytest.raises(NetworkError) as wanted:
        here(drawn, record)
    assert [str(problem) for problem in there.value.problems] == [str(problem) for problem in wanted.value.problems]
    [one] = jobs.found()
    assert one.state is JobState.FAILED and one.problems() == list(there.value.problems)


def test_a_full_disk_is_said_before_it_begins_and_leaves_nothing(
    drawn: Document, jobs: TrainingJobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("engine.jobs.folder.write_bytes", full)
    job = jobs.job(drawn.at(drawn.snapshot()), asked(), None, "Digits", None)
    with pytest.raises(NetworkError) as error:
        job.train(goes_on)
    assert "No space left on device" in str(error.value.problems[0])
    assert list((tmp_path / "jobs").iterdir()) == []


def test_a_disk_that_is_full_meanwhile_is_a_warning_and_the_training_goes_on(
    drawn: Document, jobs: TrainingJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = jobs.job(drawn.at(drawn.snapshot()), asked(2.0), None, "Digits", None)
    folder = job.make()
    warned: list[dict[str, Any]] = []
    write, show = atomic.write_bytes, JobWorker.show

    def full(path: Path, content: bytes) -> None:
        if path.name == CHECKPOINT:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(path, content)

    def shown(worker: JobWorker, **known: Any) -> bool:
        warned.extend(known.get("warnings", ()))
        return show(worker, **known)

    monkeypatch.setattr(training_work, "write_bytes", full)
    monkeypatch.setattr(training_work, "KEPT_EVERY", 0.0)
    monkeypatch.setattr(JobWorker, "show", shown)
    assert training_work.work_on_training(folder)
    words = str(problem_from(warned[0]))
    assert "checkpoint.npz could not be written: No space left on device" in words
    assert folder.state is JobState.ENDED
    assert_same(TrainingJob(lambda: folder).train(goes_on), here(drawn, asked(2.0)))


def test_an_outcome_that_is_spoilt_is_a_sentence(drawn: Document, jobs: TrainingJobs) -> None:
    job = jobs.job(drawn.at(drawn.snapshot()), asked(1.0), None, "Digits", None)
    folder = job.make()
    assert training_work.work_on_training(folder)
    (folder.path / OUTCOME).write_bytes(b"\x00spoilt")
    with pytest.raises(NetworkError) as error:
        TrainingJob(lambda: folder).train(goes_on)
    assert error.value.problems[0].code == training_job.SPOILT


def test_only_what_nobody_took_in_a_month_is_deleted(drawn: Document, jobs: TrainingJobs, tmp_path: Path) -> None:
    folder = jobs.job(drawn, asked(), None, "Digits", None).make()
    jobs.clean(time.time() + training_job.KEPT_FOR - 60.0)
    assert jobs_in(tmp_path / "jobs") == [folder]
    jobs.clean(time.time() + training_job.KEPT_FOR + 60.0)
    assert jobs_in(tmp_path / "jobs") == []


def test_a_training_is_of_the_drawing_in_its_file_or_of_the_same_network(
    drawn: Document, jobs: TrainingJobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, other = tmp_path / "mine.spikeloom", tmp_path / "other.spikeloom"
    save(drawn, path)
    save(drawn, other)
    jobs.job(drawn.at(drawn.snapshot()), asked(), None, "mine", path).make()
    [one] = jobs.found()
    assert one.is_of(Document(), path), "whatever has been drawn there since"
    monkeypatch.chdir(path.parent)
    editor = Editor()
    editor.open(Path(path.name))
    assert editor.path is not None and one.is_of(Document(), editor.path), "a path as it is typed in a terminal"
    editor.save(Path(path.name))
    assert one.is_of(Document(), editor.path)
    assert not one.is_of(drawn, other), "another file, though of the same network"
    path.rename(tmp_path / "moved.spikeloom")
    assert one.is_of(drawn, tmp_path / "moved.spikeloom") and one.is_of(drawn, None)
    again, record = asked_in(one.folder)
    assert record == asked() and again.runs == () and network_of(again) == network_of(drawn)


def test_problems_cross_with_words_that_another_language_can_say() -> None:
    problem = Problem("e1", training_job.NOT_BEGUN, {"reason": Phrase("so {count}", count=np.int64(3))}, quantity="a")
    back = problem_from(plain_problem(problem))
    assert back == problem and str(back) == str(problem)
    assert isinstance(back.values["reason"], Phrase) and back.values["reason"].text == "so {count}"


def test_an_outcome_keeps_its_warnings_with_their_words_and_numbers(drawn: Document) -> None:
    problem = Problem("e1", training_job.NOT_BEGUN, {"reason": Phrase("so {count}", count=3), "share": np.float64(0.5)})
    outcome = here(drawn, asked(1.0))
    outcome = replace(outcome, result=replace(outcome.result, warnings=(problem,)))
    back = unpacked_outcome(packed_outcome(outcome))
    assert back.result.warnings == (problem,) and isinstance(back.result.warnings[0].values["reason"], Phrase)
    assert_same(back, outcome)


def test_a_problem_that_nobody_knows_any_more_keeps_its_words() -> None:
    plain = {**plain_problem(Problem("e1", training_job.ELSEWHERE)), "code": "of a plug-in that is gone"}
    assert "Another window follows this training." in str(problem_from(plain))


@pytest.mark.parametrize("content", [b"", b"\x93\x01", packed(("a", (), None, None)), b"\xc1" * 40])
def test_spoilt_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(OutcomeSpoilt):
        unpacked(content, tuple[int, int])
