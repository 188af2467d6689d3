"""An experiment that runs beside the window: a thread hears its workers, and its rows come as signals."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from app.document.document import Document
from app.document.experiment import Experiment
from app.document.file.file_format import FileProblem
from app.experiments.design import DesignProblem
from app.experiments.experiment_folder import ExperimentProblem
from app.experiments.experiment_run import ExperimentRun
from app.experiments.point_runner import ExperimentRow
from app.i18n.file_words import not_written
from app.i18n.translation import problem_words
from engine.jobs.folder import JobControl
from engine.problems import NetworkError

LOOK = 100  # ms between two looks at what came


@dataclass(frozen=True)
class ExperimentOrder:
    """The experiment that is to be run: of a drawing that nobody changes any more, in a folder, by so many jobs."""

    document: Document
    experiment: Experiment
    folder: Path
    jobs: int
    backend: str


class BackgroundExperiment(QObject):
    """One at a time. ``came`` carries rows; ``ended`` the sentence why it could not go on, "" where all is well.

    Rows that the folder holds already come first.
    """

    came = Signal(list)
    ended = Signal(str)
    paused = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: threading.Thread | None = None
        self._run: ExperimentRun | None = None
        self._news: deque[ExperimentRow] = deque()
        self._problem, self._wanted = "", JobControl.RUN
        self._begun_at, self._made, self._left = 0.0, 0, 0
        self._paused_since = 0.0
        self._timer = QTimer(self, interval=LOOK)
        self._timer.timeout.connect(self._look)

    @property
    def is_active(self) -> bool:
        """True from the start until ``ended``."""
        return self._thread is not None

    @property
    def is_paused(self) -> bool:
        """True while no further run begins."""
        return self._wanted is JobControl.PAUSE

    @property
    def is_ending(self) -> bool:
        """True once it was cancelled, until the runs under way are over."""
        return self._wanted is JobControl.CANCEL

    @property
    def seconds_left(self) -> float | None:
        """The time that the rest will take at the pace so far; None before the first row."""
        if not self._made or self.is_paused:
            return None
        return (time.monotonic() - self._begun_at) / self._made * self._left

    def start(self, order: ExperimentOrder) -> None:
        """Begin, or go on with what the folder holds; nothing while another is active."""
        if self.is_active:
            return
        self._problem, self._wanted, self._run = "", JobControl.RUN, None
        self._begun_at, self._made, self._left = time.monotonic(), 0, 0
        self._thread = threading.Thread(target=self._follow, args=(order,), name="experiment", daemon=True)
        self._thread.start()
        self._timer.start()

    def toggle_pause(self) -> None:
        """Begin no further runs, or go on."""
        if self.is_active and not self.is_ending:
            if self.is_paused:
                self._begun_at += time.monotonic() - self._paused_since
            self._paused_since = time.monotonic()
            self._ask(JobControl.RUN if self.is_paused else JobControl.PAUSE)
            self.paused.emit(self.is_paused)

    def cancel(self) -> None:
        """End once the runs under way are over; what is done is kept."""
        if self.is_active:
            self._ask(JobControl.CANCEL)

    def close(self) -> None:
        """The same of a window that closes: what workers tell last is found in the folder later."""
        self.cancel()
        self._timer.stop()

    def _ask(self, control: JobControl) -> None:
        self._wanted = control
        if self._run is not None:
            self._run.ask(control)

    def _follow(self, order: ExperimentOrder) -> None:
        """Hear the workers, in the thread of the experiment."""
        try:
            run = ExperimentRun(order.document, order.experiment, order.folder, order.jobs, order.backend)
            self._left = run.count - run.found
            self._run = run
            self._news.extend(run.rows.values())
            if self._wanted is not JobControl.RUN:
                run.ask(self._wanted)
            for row in run.new_rows():
                self._made += 1
                self._left -= 1
                self._news.append(row)
            self._news.extend(run.rows.values())  # what workers told while they ended
        except NetworkError as error:
            self._problem = problem_words(error.problems[0])
        except (ExperimentProblem, DesignProblem, FileProblem) as problem:
            self._problem = str(problem)
        except OSError as error:
            self._problem = not_written(order.folder, error)

    def _look(self) -> None:
        is_over = self._thread is not None and not self._thread.is_alive()  # before the news: the last are heard, too
        rows = [self._news.popleft() for _ in range(len(self._news))]
        if rows:
            self.came.emit(rows)
        if is_over:
            self._thread = self._run = None
            self._timer.stop()
            self._wanted = JobControl.RUN
            self.ended.emit(self._problem)
