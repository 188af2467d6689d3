"""The head of the panel: start, or how far the training is and how to end it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal, SignalInstance
from PySide6.QtWidgets import QApplication, QWidget

from app.i18n import time_words
from app.i18n.metric_words import tested_words
from app.i18n.translation import tr
from app.learn.runs import words
from app.learn.runs.training_runs import TrainingRun
from app.running.trainings.training_work import WAITS
from app.widgets.buttons import Button
from app.widgets.layout import Ground, column, fill, row
from app.widgets.progress_bar import ProgressBar
from app.widgets.text import HEADING, MEDIUM, SECONDARY, STRONG, Text, capital
from engine.learning.components.figures import TrainingState

if TYPE_CHECKING:
    from engine.learning.training.training_progress import Progress

MS_PER_S = 1000
MEBIBYTE = 1 << 20
LEAST = 0.01  # MiB that are told


class Preparing(QObject):
    """Counts the seconds before the first figures; ``told`` carries words for each, the others tell which."""

    told = Signal(str)

    def __init__(self, parent: QObject, compiles: Callable[[], bool], starts: Callable[[], bool]) -> None:
        super().__init__(parent)
        self._compiles, self._starts = compiles, starts
        self._since = QElapsedTimer()
        self._ticks = QTimer(self, interval=MS_PER_S)
        self._ticks.timeout.connect(self._update_clock)

    def start(self) -> None:
        self._since.start()
        self._ticks.start()
        self._update_clock()

    def stop(self) -> None:
        self._ticks.stop()

    def _update_clock(self) -> None:
        seconds = self._since.elapsed() / MS_PER_S
        clock = time_words.clock(seconds)
        if self._starts():
            self.told.emit(tr("starting… {clock}", clock=clock) if round(seconds) else tr("starting…"))
        elif round(seconds) and self._compiles():
            self.told.emit(tr("compiling… {clock}", clock=clock))
        else:
            self.told.emit(tr("preparing… {clock}", clock=clock) if round(seconds) else tr("preparing…"))


class TrainingStatus(Ground):
    """Asks with signals; shows one run, or none.

    What begins something stands at the left, what ends it at the right, where nothing comes that begins anew. What
    comes there hears no click for the time of a double click: that was meant for what went.
    """

    start_wanted = Signal()
    resume_wanted = Signal()
    discard_wanted = Signal()
    show_wanted = Signal()
    pause_wanted = Signal()
    early_end_wanted = Signal()
    cancel_wanted = Signal()

    def __init__(
        self, compiles: Callable[[], bool] = bool, starts: Callable[[], bool] = bool, parent: QWidget | None = None
    ) -> None:
        super().__init__("surface1", parent)
        self.title = Text(tr("Train this network"), size=HEADING, weight=STRONG)
        self.left = Text("", size=SECONDARY, tone="text2", tabular=True)
        self.bar = ProgressBar()
        self.epoch = Text("", size=SECONDARY, weight=MEDIUM, tabular=True)
        self.batch = Text("", size=SECONDARY, tone="text2", tabular=True)
        self.clock = Text("", size=SECONDARY, tone="text2", tabular=True)
        self.start = Button(tr("Start training"), "primary", "run")
        self.discard = Button(tr("Discard"))
        self.discard.setToolTip(tr("Give up that this run can go on; its figures and weights stay"))
        self.resume = Button(tr("Resume"), "quiet", "redo")
        self.show_place = Button(tr("Show"), "quiet")
        self.pause = Button(tr("Pause"), "quiet", "pause")
        self.end_early = Button(tr("End now"), "quiet", "stop")
        self.end_early.setToolTip(
            tr("Ends with the best weights so far and tests them, as if the patience were over; it cannot be resumed")
        )
        self.cancel = Button(tr("Cancel"), "quiet", "close")
        self.note = Text("", size=SECONDARY, tone="text2", wrapped=True)
        self.start.clicked.connect(lambda: self._ask(self.start_wanted))
        self.resume.clicked.connect(lambda: self._ask(self.resume_wanted))
        self.discard.clicked.connect(lambda: self._ask(self.discard_wanted))
        self.show_place.clicked.connect(self.show_wanted)
        self.pause.clicked.connect(self.pause_wanted)
        self.end_early.clicked.connect(lambda: self._ask(self.early_end_wanted))
        self.cancel.clicked.connect(self.cancel_wanted)
        self._is_cancelling = self._is_training = self._is_paused = False
        self._time_left = ""
        self._changed = QElapsedTimer()
        self._preparing = Preparing(self, compiles, starts)
        self._preparing.told.connect(self.left.say)
        self._figures = QWidget()
        self._lay_out()
        self.show_ready("")

    def _lay_out(self) -> None:
        head = fill(row(spacing=8), (self.title, 1), self.left)
        line = fill(row(spacing=10), self.epoch, self.batch, 1, self.clock)
        fill(column(self._figures, spacing=7), self.bar, line)
        ends = (self.discard, self.resume, self.pause, self.end_early, self.cancel)
        buttons = fill(row(spacing=8), self.start, self.show_place, 1, *ends)
        fill(column(self, (12, 12, 12, 12), 8), head, self._figures, buttons, self.note)

    def _ask(self, wanted: SignalInstance) -> None:
        if not self._changed.isValid() or self._changed.hasExpired(QApplication.doubleClickInterval()):
            wanted.emit()

    def show_ready(self, reason: str, has_place: bool = False) -> None:
        """Ready to start, or why not; the reason stands beside the button and in its tooltip.

        Where the reason ``has_place``, a button leads there.
        """
        self._stop_cancelling()
        self._preparing.stop()
        self.title.say(tr("Train this network"))
        self._time_left = ""
        self.left.say("")
        self._figures.hide()
        self._show_resuming(False)
        self.show_place.setVisible(bool(reason) and has_place)
        self._show_buttons(training=False)
        self.start.setEnabled(not reason)
        self.start.setToolTip(reason)
        self.note.say(reason or tr("The weights from before come back with Undo."))

    def show_looking(self, starts: bool) -> None:
        """It is not known yet what fits; a click on *Start* is heard all the same, and can be taken back."""
        self.show_ready("")
        self.start.setHidden(starts)
        self.cancel.setVisible(starts)
        if starts:
            self.note.say(tr("Training starts once the network has been looked at."))

    def show_run(self, run: TrainingRun, reason: str = "", has_place: bool = False) -> None:
        """A run that has ended; a cancelled one can go on."""
        self.show_ready(reason, has_place)
        self._show_resuming(run.can_resume)
        after = f"{run.resumes_after:,}"
        self.resume.setToolTip(tr("Go on after epoch {epoch}, as if it had never been cancelled", epoch=after))
        nothing_came = run.state is TrainingState.CANCELLED and not run.history
        if run.can_resume and not nothing_came and not reason:
            self.note.say(going_on_words(run))
        elif (nothing_came or run.state is TrainingState.FAILED) and not reason:
            self.note.say(tr("The weights stay as they were."))
        elif run.arrays and not run.is_applied and not reason:
            self.note.say(tr("Its weights are not in the drawing; a click in Runs puts them there."))
        self.title.say(tr("Training run {number}", number=run.number))
        epochs, merit = run.record.epochs, run.record.merit
        self.clock.say(time_words.duration(run.record.seconds))
        self._figures.setVisible(bool(run.history))
        self.bar.show_share(1.0 if epochs == 0 or run.ended_early else run.epoch / epochs)
        validation, test = (words.format_quality(v, merit) for v in (run.validation_accuracy, run.test_accuracy))
        self.epoch.say(tr("Validation {accuracy}", accuracy=validation) if run.is_validated else "")
        self.epoch.setVisible(run.is_validated)
        tested = tr("test {accuracy}", accuracy=test) if run.is_validated else capital(tested_words(merit, test))
        self.batch.say(tested if run.test_accuracy is not None else "")
        self.left.say(ended_words(run))

    def show_progress(self, run: TrainingRun, figures: Progress) -> None:
        """A run that goes on."""
        self._preparing.stop()
        self._show_buttons(training=True)
        self._figures.show()
        self.title.say(tr("Training run {number}", number=run.number))
        self._time_left = time_words.time_left(figures.seconds_left)
        self._say_left()
        done = (figures.epoch - 1 + figures.batch / max(figures.batches, 1)) / max(figures.epochs, 1)
        tick = run.best_epoch / figures.epochs if run.best_epoch and figures.epochs else None
        self.bar.show_share(done, tick)
        self.epoch.say(tr("Epoch {epoch} of {epochs}", epoch=f"{figures.epoch:,}", epochs=f"{figures.epochs:,}"))
        self.epoch.show()
        self.batch.say(tr("batch {batch} of {batches}", batch=figures.batch, batches=figures.batches))
        self.clock.say(time_words.clock(figures.seconds))
        self.clock.setToolTip(
            tr("Training, without the {clock} that it took to prepare", clock=time_words.clock(figures.preparing))
        )
        if any(problem.code == WAITS for problem in figures.warnings):
            self.note.say(tr("Cancel gives up what was learnt since the last checkpoint."))
        else:
            self._note_best(run)

    def show_starting(self, run: TrainingRun) -> None:
        """Between the click and the first figures."""
        self._stop_cancelling()
        self._show_buttons(training=True)
        self._figures.show()
        self.title.say(tr("Training run {number}", number=run.number))
        self._time_left = ""
        self._preparing.start()
        self.bar.show_share(0.0)
        self.epoch.say("")
        self.batch.say("")
        self.clock.say("")
        self.clock.setToolTip("")
        self._note_best(run)

    def show_cancelling(self) -> None:
        """A click on *Cancel* was heard; what is computed now is still carried to its end."""
        self._is_cancelling = True
        self._preparing.stop()
        self.left.say(tr("cancelling…"))
        for button in (self.pause, self.end_early, self.cancel):
            button.setEnabled(False)

    def show_ending(self) -> None:
        """A click on *End now* was heard; who will not wait for it can still cancel."""
        self._is_cancelling = True
        self._preparing.stop()
        self.left.say(tr("ending…"))
        for button in (self.pause, self.end_early):
            button.setEnabled(False)

    def show_turn(self, number: int, total: int, run: TrainingRun) -> None:
        """The training is one of ``total`` of a comparison."""
        self.title.say(tr("Comparing: {number} of {total}", number=number, total=total))
        self.note.say(tr("{method}, seed {seed}. Cancel keeps what is done.", method=run.title, seed=run.record.seed))
        if self._time_left and not self._is_paused and not self._is_cancelling:
            self.left.say(tr("this one: {time}", time=self._time_left))

    def show_paused(self, paused: bool) -> None:
        """The words of the pause button, and beside the name whether it stands still."""
        if paused is not self._is_paused:
            self._is_paused = paused
            self._say_left()
        self.pause.setText(tr("Resume") if paused else tr("Pause"))
        self.pause.set_icon_name("run" if paused else "pause")

    def _say_left(self) -> None:
        if not self._is_cancelling:
            self.left.say(tr("paused") if self._is_paused else self._time_left)

    def _stop_cancelling(self) -> None:
        self._is_cancelling = False
        for button in (self.pause, self.end_early, self.cancel):
            button.setEnabled(True)

    def _note_best(self, run: TrainingRun) -> None:
        if not run.best_epoch:
            self.note.say(tr("Cancel keeps the best weights."))
            return
        best = run.history[run.best_epoch - 1].validation_accuracy
        if not math.isfinite(best):
            self.note.say(tr("Cancel keeps the weights of the last epoch."))
            return
        self.note.say(
            tr(
                "Cancel keeps the best weights (epoch {epoch}, {accuracy}).",
                epoch=f"{run.best_epoch:,}",
                accuracy=words.format_quality(best, run.record.merit),
            )
        )

    def _show_buttons(self, training: bool) -> None:
        self.start.setVisible(not training)
        self.pause.setVisible(training)
        self.end_early.setVisible(training)
        self.cancel.setVisible(training)
        if training:
            self._show_resuming(False)
            self.show_place.hide()
        else:
            self.show_paused(False)
        if training is not self._is_training:
            self._is_training = training
            self._changed.start()

    def _show_resuming(self, can_resume: bool) -> None:
        for button in (self.discard, self.resume):
            button.setVisible(can_resume)


def going_on_words(run: TrainingRun) -> str:
    """After which epoch a run would go on, and what is kept for that."""
    taken = max(len(run.checkpoint or b"") / MEBIBYTE, LEAST)
    after, size = f"{run.resumes_after:,}", f"{taken:,.1f}" if taken >= 1 else f"{taken:.2f}"
    if run.is_kept:
        return tr("Resume goes on after epoch {epoch}; the project keeps {size} MiB for that.", epoch=after, size=size)
    return tr(
        "Resume goes on after epoch {epoch} until this project is closed: {size} MiB are too much to be kept with it.",
        epoch=after, size=size,
    )  # fmt: skip


def ended_words(run: TrainingRun) -> str:
    """The state of a run in words."""
    if run.is_training and not run.record.epochs:
        return tr("preparing…")
    if run.is_training:
        return tr("epoch {epoch} of {epochs}", epoch=f"{run.epoch:,}", epochs=f"{run.record.epochs:,}")
    if run.state is TrainingState.CANCELLED and not run.history:
        return tr("stopped before its first epoch was whole")
    if run.state is TrainingState.CANCELLED:  # by a person, or by the end of the program
        return tr("stopped after epoch {epoch}", epoch=f"{len(run.history):,}")
    if run.ended_early:
        return tr("ended early, after epoch {epoch}", epoch=f"{len(run.history):,}")
    return tr("failed") if run.state is TrainingState.FAILED else tr("done")
