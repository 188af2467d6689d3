"""The command ``sweep``: runs of a drawing for every point of a design and every seed, by worker processes."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.command_line.arguments import Interruption, Refusal
from app.command_line.printing import print_error, say
from app.command_line.report import CommandReport
from app.command_line.results import demand_backend
from app.document.document import Document
from app.document.experiment import Design, Goal
from app.experiments.design import DesignProblem
from app.experiments.experiment_folder import ExperimentProblem
from app.experiments.experiment_run import ExperimentRun, problem_of
from app.experiments.experiment_table import ARRAYS, CSV, ExperimentTable
from app.experiments.point_runner import ExperimentRow
from app.experiments.project_sweep import SweepProblem, fitting_jobs, told_experiment, usual_jobs
from app.i18n.file_words import not_written
from app.i18n.translation import per_cent, problem_words, sentences, tr
from engine.units import behind

EVERY = 2.0  # s between two lines of progress
MOST_TOLD = 5  # failing runs that are told one by one


def sweep(chosen: argparse.Namespace, document: Document, report: CommandReport) -> None:
    """Run, and write the table into the folder; raises Refusal, NetworkError, and Interruption with what is done."""
    demand_backend(chosen.backend)
    if chosen.lines and chosen.json:
        raise Refusal(tr("--lines prints each run, --json all in the end; leave out one of them."))
    try:
        experiment = told_experiment(
            document, chosen.experiment, vary=chosen.vary, measure=chosen.measure, seeds=chosen.seeds,
            duration=chosen.duration, discard=chosen.discard, points=chosen.points,
            design=None if chosen.design is None else Design(chosen.design),
            goals={goal: text for goal in Goal if (text := getattr(chosen, goal.value))},
        )  # fmt: skip
        jobs = _jobs(chosen, document)
        run = ExperimentRun(document, experiment, _folder_of(chosen), jobs, chosen.backend)
    except (SweepProblem, ExperimentProblem, DesignProblem) as problem:
        raise Refusal(str(problem)) from problem
    except OSError as error:
        raise Refusal(not_written(chosen.out, error)) from error
    table = ExperimentTable(document, experiment)
    if run.found:
        print_error(tr("{count} {count:run is|runs are} in {out} already.", count=run.found, out=str(chosen.out)))
    try:
        _make(chosen, run, table)
    except KeyboardInterrupt:
        run.close()
        _write(chosen, run, document)
        words = {"count": len(run.rows), "of": run.count, "out": str(chosen.out)}
        raise Interruption(
            tr("Stopped; {count} of {of} runs are in {out}, and the same command goes on with the rest.", **words)
        ) from None
    finally:
        run.close()
    table = _write(chosen, run, document)
    _tell(chosen, run, table, report)


def _jobs(chosen: argparse.Namespace, document: Document) -> int:
    """The number of workers: as asked, else one for each processor, as far as memory goes."""
    if chosen.jobs is None:
        return usual_jobs(document)
    fitting = fitting_jobs(document)
    if chosen.jobs > fitting and not chosen.yes:
        words = {"jobs": chosen.jobs, "most": fitting}
        raise Refusal(
            sentences(
                tr("{jobs} jobs would take more than half of the free memory; {most} would not.", **words),
                tr("Add --yes to run it all the same."),
            )
        )
    return int(chosen.jobs)


def _folder_of(chosen: argparse.Namespace) -> Path:
    folder: Path = chosen.out
    if folder.exists() and not folder.is_dir():
        raise Refusal(tr("{file} is no folder; name a folder to write into.", file=folder))
    if not folder.absolute().parent.is_dir():
        raise Refusal(tr("There is no folder {folder} to write into.", folder=folder.absolute().parent))
    return folder


def _make(chosen: argparse.Namespace, run: ExperimentRun, table: ExperimentTable) -> None:
    if chosen.lines:
        for known in sorted(run.rows):
            say(json.dumps(table.plain(run.rows[known]), ensure_ascii=False))
    begun = told = time.monotonic()
    for made, row in enumerate(run.new_rows(), start=1):
        if chosen.lines:
            say(json.dumps(table.plain(row), ensure_ascii=False))
        now = time.monotonic()
        if now - told >= EVERY:
            told = now
            left = (now - begun) / made * (run.count - len(run.rows))
            share = per_cent(f"{100 * len(run.rows) / run.count:.0f}")
            words = {"done": len(run.rows), "count": run.count, "left": f"{left:.0f}", "share": share}
            print_error(tr("{done} of {count} {count:run|runs}, {share}, {left} s left", **words))


def _write(chosen: argparse.Namespace, run: ExperimentRun, document: Document) -> ExperimentTable:
    table = ExperimentTable(document, run.experiment, run.rows.values())
    try:
        table.write_csv(chosen.out / CSV)
        table.write_arrays(chosen.out / ARRAYS)
    except OSError as error:
        raise Refusal(not_written(chosen.out / CSV, error)) from error
    return table


def _tell(chosen: argparse.Namespace, run: ExperimentRun, table: ExperimentTable, report: CommandReport) -> None:
    failed = [row for _, row in sorted(run.rows.items()) if row.problem is not None]
    rows, best = [table.plain(row) for row in table.rows], table.best()
    if best is not None:
        report.add(best=best)
    report.add(runs=run.count, failed=len(failed), units=dict(table.units), rows=rows, out=chosen.out / CSV)
    if len(failed) == run.count:
        report.end()
        words = {"count": run.count, "out": str(chosen.out / CSV), "reason": _reason(failed[0])}
        raise Refusal(tr("None of {count} {count:run|runs} could be made, as {out} says; the first: {reason}", **words))
    for row in failed[:MOST_TOLD]:
        print_error(tr("Point {point}, seed {seed}: {reason}", point=row.point, seed=row.seed, reason=_reason(row)))
    report.say(tr("{count} {count:run|runs} written to {out}", count=run.count, out=str(chosen.out / CSV)))
    if best is not None:
        report.say(tr("Best is point {point}: {values}; {measures}", **_best_words(table, best)))
    if failed:
        report.say(tr("{count} of them could not be made; the reasons stand there.", count=len(failed)))


def _best_words(table: ExperimentTable, best: Mapping[str, Any]) -> dict[str, str]:
    def told(values: Mapping[str, Any]) -> str:
        units = table.units
        return ", ".join(
            f"{name} = {value if isinstance(value, str) else f'{value:.6g}'}{behind(units.get(name, ''))}"
            for name, value in values.items() if value is not None
        )  # fmt: skip

    return {"point": str(best["point"]), "values": told(best["values"]), "measures": told(best["measures"])}


def _reason(row: ExperimentRow) -> str:
    problem = problem_of(row)
    return "" if problem is None else problem_words(problem)
