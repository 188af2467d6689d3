"""A training as the window knows it: started, paused and ended from here, computed in a process of its own."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.running.failures import is_expected, problems_of
from app.running.trainings.answered import Answered
from app.running.trainings.fitting import Asked, Settings, Train, TrainingOutcome, early, fit_network
from app.running.trainings.training_job import TrainingJob, TrainingLeft
from engine.backends.kernels.compiler_process import shared_compiler
from engine.jobs.folder import JobControl
from engine.learning.components.figures import TrainingState
from engine.model.division import VALIDATION_SHARE
from engine.network.description import NetworkDescription
from engine.network.values import Floats

if TYPE_CHECKING:
    from engine.learning.training.training_progress import Progress, TrainingEnd

log = logging.getLogger(__name__)

TICK = 100  # ms between two tellings of progress
PAUSE_LOOK = 0.1  # s: how often a paused training looks whether it was cancelled


class Training(QObject):
    """One training at a time: that of a ``job`` is computed in its process and followed in a thread, any other there.

    A paused one holds its thread and computes nothing. One that is cancelled before its first batch, resumed or not, is
    given up at once: a thread finishes the kernels that it makes, for whoever needs them next, and is heard no more.
    Then there is no outcome: what was known stays.
    """

    state_changed = Signal(object)  # TrainingState
    progressed = Signal(object)  # engine.learning.training.training_progress.Progress
    snapshot_taken = Signal(object)  # {(element id, name): array} at the end of an epoch
    answered = Signal(object)  # sequence of Answered, at the end of an epoch
    checkpointed = Signal(int, object)  # an epoch, and the bytes of what the training could go on from after it
    finished = Signal(object)  # TrainingOutcome
    given_up = Signal()
    failed = Signal(object)  # Problem
    pause_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None, train: Train | None = None) -> None:
        super().__init__(parent)
        self._train = train or fit_network
        self._thread: threading.Thread | None = None
        self._given_up: list[threading.Thread] = []
        self._border = threading.Lock()
        self._cancel = threading.Event()  # of the present training alone
        self._go = threading.Event()
        self._early = threading.Event()
        self.job: TrainingJob | None = None  # that of the present or the last training
        self._latest: Progress | None = None
        self._answers: Sequence[Answered] | None = None
        self._snapshot: Mapping[tuple[str, str], Floats] | None = None
        self._checkpoint: tuple[int, bytes] | None = None
        self._outcome: TrainingOutcome | None = None
        self._error: Exception | None = None
        self._state = TrainingState.IDLE
        self._told: Progress | None = None
        self._timer = QTimer(self, interval=TICK)
        self._timer.timeout.connect(self._look)
        self.pause_reason = ""
        self.started: tuple[NetworkDescription, int] | None = None  # the network and the seed of the last training

    @property
    def state(self) -> TrainingState:
        return self._state

    @property
    def is_running(self) -> bool:
        """True while a training is under way, paused or not."""
        return self._state is TrainingState.TRAINING

    @property
    def is_paused(self) -> bool:
        return self.is_running and not self._go.is_set()

    @property
    def is_active(self) -> bool:
        """True while it computes now."""
        return self.is_running and self._go.is_set()

    @property
    def is_compiling(self) -> bool:
        """True while kernels are made, which a training waits for before its first batch."""
        return self.is_running and (shared_compiler.is_busy if self.job is None else self.job.is_compiling)

    @property
    def is_starting(self) -> bool:
        """True while its process begins."""
        return self.is_running and self.job is not None and self.job.is_starting

    @property
    def progress(self) -> Progress | None:
        """The newest progress of this or the last training."""
        return self._latest

    def start(
        self,
        description: NetworkDescription,
        method_key: str,
        settings: Settings,
        seed: int,
        checkpoint: bytes | None = None,
        validation: float = VALIDATION_SHARE,
        job: TrainingJob | None = None,
    ) -> None:
        """Train from the start or from where ``checkpoint`` stands, in the process of a ``job`` or a thread here.

        The share ``validation`` of the training samples is held back to choose the best epoch.

        Raises ``RuntimeError`` while another training is under way.
        """
        if self.is_running:
            raise RuntimeError("a training is under way")
        self._cancel, self._early, self.job = threading.Event(), threading.Event(), job
        self._go.set()
        self.started = description, seed
        self._latest = self._told = self._outcome = self._error = None
        self._answers = self._snapshot = self._checkpoint = None
        self._thread = threading.Thread(
            target=self._work,
            args=(self._cancel, job, (description, method_key, dict(settings), seed, checkpoint, validation)),
            name="training",
            daemon=True,
        )
        self._enter(TrainingState.TRAINING)
        self._thread.start()
        self._timer.start()

    def pause(self, reason: str = "") -> None:
        """Stand still after the present batch."""
        if self.is_active:
            self._go.clear()
            self._ask(JobControl.PAUSE)
            self.pause_reason = reason
            self.pause_changed.emit(True)

    def resume(self) -> None:
        """Go on."""
        if self.is_paused:
            self.pause_reason = ""
            self._ask(JobControl.RUN)
            self._go.set()
            self.pause_changed.emit(False)

    def toggle_pause(self) -> bool:
        """Pause or go on; whether it is paused now."""
        (self.resume if self.is_paused else self.pause)()
        return self.is_paused

    def end_early(self) -> None:
        """End as if the patience were over: after the last whole epoch, tested and with the best weights so far."""
        self.resume()
        self._early.set()
        self._ask(JobControl.FINISH)

    def leave(self) -> None:
        """Follow the training no more, which goes on in its process; one without is cancelled."""
        if self.job is None:
            self.cancel()
        elif self.is_running:
            self.job.leave()
            self._hear_no_more(TrainingState.IDLE)

    def cancel(self) -> None:
        """End with the best weights so far; before the first batch, at once and without an outcome."""
        self._cancel.set()
        self._ask(JobControl.CANCEL)
        works = self._thread is not None and self._thread.is_alive()
        with self._border:
            if not (works and self.is_running and self._latest is None):
                return
            self._cancel = threading.Event()  # whoever has the other one is heard no more
        if self.job is not None:
            self.job.give_up()
        self._give_up()

    def forget(self) -> None:
        """Another drawing: whatever computes still is heard no more, and nothing is known of a last training."""
        if self.job is not None and self.is_running:
            self.job.leave()
        self._cancel.set()
        with self._border:
            self._cancel = threading.Event()
            self._latest = self._told = self._answers = self._snapshot = self._checkpoint = None
        self._outcome = self._error = self.started = None
        self._go.set()  # a paused one would hold its thread
        if self.is_running:
            self._give_up()

    def close(self, seconds: float = 5.0) -> None:
        """Cancel what has no process, leave what has one, and wait for the thread."""
        self._timer.stop()
        if self.job is not None and self.is_running:
            self.job.leave()
        self._cancel.set()
        self._go.set()
        until = time.monotonic() + seconds
        for thread in [*self._given_up, *([self._thread] if self._thread is not None else [])]:
            thread.join(max(until - time.monotonic(), 0.0))

    def _ask(self, control: JobControl) -> None:
        if self.job is not None and self.is_running:
            try:
                self.job.ask(control)
            except OSError as error:  # a full disk keeps it from being heard
                log.warning("the training could not be told to %s: %s", control.value, error)

    def _give_up(self) -> None:
        """Leave the thread to itself; nothing was learnt since the start."""
        self._hear_no_more(TrainingState.CANCELLED)
        self.given_up.emit()

    def _hear_no_more(self, state: TrainingState) -> None:
        with self._border:
            self._cancel = threading.Event()
        self._go.set()
        alive = [thread for thread in self._given_up if thread.is_alive()]
        self._given_up = [*alive, *([self._thread] if self._thread is not None else [])]
        self._thread = None
        self._timer.stop()
        self._enter(state)

    def _work(self, cancel: threading.Event, job: TrainingJob | None, asked: Asked) -> None:
        report = partial(self._report, cancel)
        try:
            outcome = self._train(*asked, report) if job is None else job.train(report)
            if cancel is self._cancel:
                self._outcome = outcome
        except TrainingLeft:
            return
        except Exception as error:  # the border of the thread: whatever it is becomes a Problem
            if not is_expected(error):
                log.exception("the training stopped")
            if cancel is self._cancel:
                self._error = error

    def _report(
        self,
        cancel: threading.Event,
        progress: Progress,
        answers: Sequence[Answered] | None,
        checkpoint: bytes | None = None,
    ) -> bool | TrainingEnd:
        with self._border:
            if cancel is not self._cancel:
                return False  # given up
            self._latest = progress
            if progress.arrays is not None:
                self._snapshot = progress.arrays
            if answers is not None:
                self._answers = answers
            if checkpoint is not None:
                self._checkpoint = progress.epoch, checkpoint
        while not self._go.wait(PAUSE_LOOK):
            if cancel.is_set():
                break
        if cancel.is_set():
            return False
        return early() if self._early.is_set() else True

    def _look(self) -> None:
        done = self._thread is None or not self._thread.is_alive()
        if self._latest is not None and self._latest is not self._told:
            self._told = self._latest
            self.progressed.emit(self._latest)
        if self._snapshot is not None:
            snapshot, self._snapshot = self._snapshot, None
            self.snapshot_taken.emit(snapshot)
        if self._answers is not None:
            answers, self._answers = self._answers, None
            self.answered.emit(answers)
        if self._checkpoint is not None:
            kept, self._checkpoint = self._checkpoint, None
            self.checkpointed.emit(*kept)
        if done:
            self._timer.stop()
            self._end()

    def _end(self) -> None:
        outcome, self._outcome = self._outcome, None
        if outcome is not None:
            self._enter(TrainingState.CANCELLED if outcome.result.cancelled else TrainingState.DONE)
            self.finished.emit(outcome)
            return
        self._enter(TrainingState.FAILED)
        error = self._error or RuntimeError("the training ended without a result")
        for problem in problems_of(error):
            self.failed.emit(problem)

    def _enter(self, state: TrainingState) -> None:
        if state is not self._state:
            self._state = state
            self.state_changed.emit(state)
