"""The command ``work``: does the job of a folder, or goes on with it; windows start it, and anybody may."""

from __future__ import annotations

import argparse
import os
from contextlib import suppress

from app.command_line.arguments import Interruption, Refusal
from app.command_line.report import CommandReport
from app.i18n.translation import tr
from engine.jobs.folder import JobFolder
from engine.jobs.job_worker import JobTaken


def work(chosen: argparse.Namespace, report: CommandReport) -> None:
    """Work until the job ends. Raises Refusal for what is none, for one that has a worker, and for one that failed."""
    from app.experiments.experiment_folder import KIND as EXPERIMENT
    from app.experiments.experiment_work import work_on_experiment
    from app.running.trainings.training_work import KIND as TRAINING
    from app.running.trainings.training_work import work_on_training

    workers = {TRAINING: work_on_training, EXPERIMENT: work_on_experiment}

    folder = JobFolder(chosen.folder.absolute())
    request = folder.request
    if request.get("kind") not in workers:
        raise Refusal(tr("{folder} is no folder of a job.", folder=chosen.folder))
    with suppress(OSError):
        os.chdir(request["folder"])  # files of data are found where they were when it was asked
    try:
        has_ended = workers[request["kind"]](folder)
    except JobTaken as error:
        raise Refusal(tr("Another process works on {folder}; wait until it ends.", folder=chosen.folder)) from error
    except KeyboardInterrupt:
        raise Interruption(tr("Stopped; the same command goes on from the last checkpoint.")) from None
    if not has_ended:
        raise Refusal(tr("The job of {folder} failed; its events say why.", folder=chosen.folder))
    report.add(folder=str(folder.path), state=folder.state.value)
    report.say(tr("The job of {folder} has ended.", folder=chosen.folder))
