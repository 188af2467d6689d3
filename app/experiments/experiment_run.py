"""An experiment under way: workers that make its runs, and their rows as they come."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec.structs import replace

from app.document.document import Document
from app.document.experiment import Experiment
from app.experiments.design import Point, points_of
from app.experiments.experiment_folder import BEGUN, ROW, ExperimentFolder, rows_told
from app.experiments.factors import whole_factors
from app.experiments.point_runner import ExperimentRow
from app.experiments.search import objective_place
from app.experiments.searched_points import SearchedPoints
from app.running.trainings.outcome_file import plain_problem, problem_from
from app.running.trainings.training_job import START, WORK, problems_in
from engine.jobs.folder import JobControl, JobState
from engine.jobs.job_follower import JobFollower
from engine.problems import NetworkError, Problem, declare

LOOK = 0.02  # s between two looks at what workers tell
ENDS_WITHIN = 10.0  # s that a worker has to end its run when it shall, before it is killed
MOST_TRIES = 3  # to begin a worker that dies before its first run

WORKER_GONE = declare(
    "experiment-process-ended",
    "The process of this run was ended from outside: the machine may have run out of memory.",
    "Run the experiment again in the same folder: only such runs are made anew.",
)
NO_WORKER = declare(
    "experiment-without-workers",
    "No process could be kept running for this experiment: {reason}",
    "Close other programs, or run it with fewer jobs.",
)


class ExperimentRun:
    """The runs of an ``experiment`` in a folder, made by as many worker processes as there are ``jobs``.

    What the folder holds already is not made again, but for runs whose process was ended. Raises
    :class:`~app.experiments.experiment_folder.ExperimentProblem`, ``OSError`` and what the design raises.
    """

    def __init__(self, document: Document, experiment: Experiment, folder: Path, jobs: int, backend: str) -> None:
        self.experiment = experiment
        whole = whole_factors(document, experiment)
        self.points: Sequence[Point] = points_of(experiment, whole)
        self.folder = ExperimentFolder(folder.absolute())  # workers stand elsewhere
        self._jobs = jobs
        self._hold = self.folder.begin(document, experiment, backend)
        try:
            self._end_others()
            self.rows = self.folder.rows()
            self._searched = SearchedPoints(experiment, whole, self.folder) if experiment.design.is_search else None
        except BaseException:
            self._hold.let_go()
            raise
        if self._searched is not None:
            self.points = self._searched.points
        seeds = len(experiment.seeds)
        self._queue = [row for row in range(len(self.points) * seeds) if row not in self.rows]
        self._missing = set(self._queue)
        self.found = len(self.rows)
        self._followers: dict[JobFollower, int | None] = {}
        self._died_early, self._words = 0, ""
        self._wanted = JobControl.RUN

    @property
    def count(self) -> int:
        """The number of all runs, of a search those that it may ask for."""
        points = len(self.points) if self._searched is None else self.experiment.points
        return points * len(self.experiment.seeds)

    def new_rows(self) -> Iterator[ExperimentRow]:
        """Begin, and give each row as it comes, to the last. Raises NetworkError where no worker can be kept alive.

        It ends early where it is asked to; an iterator that is closed ends the workers, too. What is done stays.
        """
        try:
            self.folder.put_queue(self._queue)
            while self._wanted is not JobControl.CANCEL and (self._missing or self._more_points()):
                self._begin_workers()
                for follower in list(self._followers):
                    yield from self._heard(follower)
                time.sleep(LOOK)
        finally:
            self.close()

    def ask(self, control: JobControl) -> None:
        """Have the runs pause, go on, or end as soon as those under way are over; another thread may ask."""
        self._wanted = control
        for follower in list(self._followers):
            with suppress(OSError):
                follower.ask(control)

    def close(self) -> None:
        """End the workers, each after the run that it is at, and let go of the folder; what they told last is kept."""
        for follower in self._followers:
            with suppress(OSError):
                follower.ask(JobControl.CANCEL)
        until = time.monotonic() + ENDS_WITHIN
        for follower in self._followers:
            while follower.is_alive and time.monotonic() < until:
                time.sleep(LOOK)
            follower.kill()
            follower.let_go()
        if self._followers:
            self.rows = {**self.rows, **self.folder.rows()}
        self._followers.clear()
        self._hold.let_go()

    def _end_others(self) -> None:
        """Wait for workers that go on though who began them is gone, each until the run that it is at is over."""
        for worker in self.folder.workers():
            if worker.is_worked:
                worker.ask(JobControl.CANCEL)
            while worker.is_worked:
                time.sleep(LOOK)

    def _more_points(self) -> bool:
        """Have the next points of a search made, once all of those before are known; tell whether there are any."""
        if self._searched is None or not (more := self._searched.more(self._measured_at)):
            return False
        seeds = len(self.experiment.seeds)
        rows = range((len(self.points) - len(more)) * seeds, len(self.points) * seeds)
        self._queue.extend(rows)
        self._missing.update(rows)
        self.folder.extend_queue(self._queue)
        return True

    def _measured_at(self, point: int) -> float:
        """The mean of the objective's measure over the seeds of a point; NaN where it is not known."""
        place, seeds = objective_place(self.experiment), len(self.experiment.seeds)
        rows = (self.rows[row] for row in range(point * seeds, (point + 1) * seeds))
        known = [value for row in rows if (value := row.measures[place]) is not None]
        return sum(known) / len(known) if known else math.nan

    def _begin_workers(self) -> None:
        """Begin as many as there is work for, in the place of such as have died, too."""
        waiting = len(self._queue) - self.folder.taken
        free = sum(row is None for row in self._followers.values())
        for _ in range(min(self._jobs - len(self._followers), waiting - free)):
            self._begin_worker()

    def _begin_worker(self) -> None:
        follower = JobFollower(self.folder.make_worker())
        self._followers[follower] = None
        follower.begin([str(START), WORK, str(follower.folder.path)])
        if self._wanted is not JobControl.RUN:
            follower.ask(self._wanted)

    def _heard(self, follower: JobFollower) -> Iterator[ExperimentRow]:
        """The rows that a worker told since it was last heard, or one without measures where it died in its midst."""
        is_alive = follower.is_alive  # before the news: what it told last is heard, too
        for event in follower.news():
            if event["event"] == BEGUN:
                self._followers[follower] = int(event["row"])
            elif event["event"] == ROW:
                self._followers[follower] = None
                self._died_early = 0
                for row in rows_told(iter([event])):
                    self._take_in(row)
                    yield row
            elif problems := problems_in(event):
                raise NetworkError(problems)
        if is_alive:
            return
        lost = self._followers.pop(follower)
        self._words = follower.last_words()
        follower.let_go()
        if lost is not None:
            yield self._lost(lost)
        elif follower.folder.state is not JobState.ENDED:
            self._died_early += 1
            if self._died_early >= MOST_TRIES * self._jobs:
                raise NetworkError([Problem("", NO_WORKER, {"reason": self._words})])

    def _take_in(self, row: ExperimentRow) -> None:
        self.rows[row.row] = row
        self._missing.discard(row.row)

    def _lost(self, number: int) -> ExperimentRow:
        point, place = divmod(number, len(self.experiment.seeds))
        row = ExperimentRow(
            number, point, self.experiment.seeds[place], self.points[point],
            (None,) * len(self.experiment.measures), problem=plain_problem(Problem("", WORKER_GONE)),
        )  # fmt: skip
        self._take_in(row)
        return row


def problem_of(row: ExperimentRow) -> Problem | None:
    """The reason why a run could not be made; None of one that was."""
    return None if row.problem is None else problem_from(row.problem)


def is_lost(row: ExperimentRow) -> bool:
    """Tell whether the process of a run was ended from outside, so that nobody knows what would have come of it."""
    problem = problem_of(row)
    return problem is not None and problem.code == WORKER_GONE


def without_time(row: ExperimentRow) -> ExperimentRow:
    """The row as it is the same on every machine."""
    return replace(row, seconds=0.0)
