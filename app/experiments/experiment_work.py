"""The work of a job that makes runs of an experiment: what the process does in which nothing but that is done."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import msgspec

from app.experiments.design import points_of
from app.experiments.experiment_folder import BEGUN, ROW, ExperimentFolder, ExperimentProblem
from app.experiments.factors import whole_factors
from app.experiments.point_runner import PointRunner
from app.experiments.searched_points import searched_points
from app.running.failures import problems_of
from app.running.trainings.outcome_file import plain_problem
from engine.jobs.folder import JobControl, JobFolder
from engine.jobs.job_worker import JobWorker
from engine.problems import Problem, declare

LOOK = 0.02  # s between two looks of a worker for points that a search asks for
UNREADABLE = declare("experiment-unreadable", "{reason}", "Begin the experiment again, in another folder.")


def work_on_experiment(folder: JobFolder) -> bool:
    """Make runs until none is left; whether it came to that, else followers were told why it failed.

    Raises :class:`~engine.jobs.job_worker.JobTaken` where another process does the job.
    """
    return JobWorker(folder).do(_make_runs, _failure_of)


def _make_runs(worker: JobWorker) -> dict[str, Any]:
    folder = ExperimentFolder(Path(worker.folder.request["experiment"]))
    experiment, backend = folder.asked()
    document = folder.document()
    whole, seeds = whole_factors(document, experiment), experiment.seeds
    is_search = experiment.design.is_search
    points, queue = points_of(experiment, whole), folder.queue()
    runner = PointRunner(document, experiment, backend)
    made = 0
    while worker.control() not in (JobControl.CANCEL, JobControl.FINISH):
        row = folder.take(queue, lambda row: worker.tell(BEGUN, row=row))
        if row is None:
            if not is_search or not folder.is_followed:
                break
            time.sleep(LOOK)
            queue = folder.queue()
            continue
        point, place = divmod(row, len(seeds))
        if point >= len(points):
            points = searched_points(experiment, whole, folder.batches())
        made += 1
        worker.tell(ROW, **msgspec.to_builtins(runner.run(row, point, points[point], seeds[place])))
    return {"made": made}


def _failure_of(error: Exception) -> dict[str, Any]:
    if isinstance(error, ExperimentProblem):
        return {"problems": [plain_problem(Problem("", UNREADABLE, {"reason": str(error)}))]}
    return {"problems": [plain_problem(problem) for problem in problems_of(error)]}
