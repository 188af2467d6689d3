"""The folder of an experiment: what is asked, the drawing, the queue of runs, and the workers with what they measured.

``experiment.json`` is what is asked, ``project.spikeloom`` the drawing; ``queue.json`` lists the runs that are to be
made, ``queue.next`` counts those that were taken of it, and ``workers`` holds the folder of each worker, whose events
are the rows. So nothing is lost that a worker has told, whoever dies. ``batches.json`` are the points that a search has
asked for so far, each number a share of a range.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from app.document.document import Document
from app.document.experiment import Experiment
from app.document.file.file_format import FileProblem, content_of, open_document, write_content
from app.experiments.drawn_digest import drawn_digest
from app.experiments.point_runner import ExperimentRow
from app.i18n.translation import tr
from engine.files.atomic import write_bytes
from engine.files.held import Hold, hold, is_held
from engine.jobs.folder import JobFolder, make_job

FORMAT = 1
"""Raised whenever a folder that was begun by an earlier version could not be gone on with."""
KIND = "experiment"
ASKED, PROJECT, QUEUE, NEXT, WORKERS = "experiment.json", "project.spikeloom", "queue.json", "queue.next", "workers"
BATCHES = "batches.json"
LOCK, CLAIM = "experiment.lock", "queue.lock"
ROW, BEGUN = "row", "begun"  # events of a worker
RETRY = 0.002  # s until a worker asks again for the queue that another one has

Batches: TypeAlias = list[list[list[float]]]


class ExperimentProblem(Exception):
    """The folder cannot hold this experiment, or is none; the message is one sentence."""


class ExperimentFolder:
    """The files of an experiment at ``path``; nothing is kept in memory but the place."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def begin(self, document: Document, experiment: Experiment, backend: str) -> Hold:
        """Make the folder, or go on with the same experiment that it holds, as the one process that follows it.

        Raises :class:`ExperimentProblem`, ``OSError`` and what writing a drawing raises.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        asked = {"format": FORMAT, "backend": backend, "experiment": msgspec.to_builtins(experiment)}
        held = hold(self.path / LOCK)
        if held is None:
            raise ExperimentProblem(tr("Another process works on {folder}; wait until it ends.", folder=str(self.path)))
        try:
            if (self.path / ASKED).exists():
                self._demand_same(asked, document)
            elif any(path.name != LOCK for path in self.path.iterdir()):
                raise ExperimentProblem(
                    tr("{folder} is not empty and holds no experiment; name another folder.", folder=str(self.path))
                )
            else:
                write_content(content_of(document), self.path / PROJECT)
                write_bytes(self.path / ASKED, json.dumps(asked, ensure_ascii=False, indent=1).encode())
        except BaseException:
            held.let_go()
            raise
        return held

    def asked(self) -> tuple[Experiment, str]:
        """The experiment and the backend; raises :class:`ExperimentProblem`."""
        try:
            known = json.loads((self.path / ASKED).read_bytes())
            if known["format"] != FORMAT:
                raise ExperimentProblem(
                    tr("Another version of Spikeloom began {folder}; name another folder.", folder=str(self.path))
                )
            return msgspec.convert(known["experiment"], Experiment), str(known["backend"])
        except (OSError, ValueError, KeyError, TypeError, msgspec.MsgspecError) as error:
            raise ExperimentProblem(
                tr("{folder} holds no experiment that can be read.", folder=str(self.path))
            ) from error

    def document(self) -> Document:
        """The drawing; raises FileProblem."""
        return open_document(self.path / PROJECT)

    def put_queue(self, rows: Sequence[int]) -> None:
        """Have these runs made, by workers that are begun from now on. Raises ``OSError``."""
        write_bytes(self.path / NEXT, b"0")
        write_bytes(self.path / QUEUE, json.dumps(list(rows)).encode())

    def extend_queue(self, rows: Sequence[int]) -> None:
        """Have these made, which begin with all that were queued. Raises ``OSError``."""
        write_bytes(self.path / QUEUE, json.dumps(list(rows)).encode())

    def queue(self) -> list[int]:
        """The runs that were queued last."""
        return list(json.loads((self.path / QUEUE).read_bytes()))

    def take(self, queue: Sequence[int], begin: Callable[[int], object]) -> int | None:
        """Take the next run of the queue for the process that asks, and tell that it is begun; None where none is left.

        It is told first: a process that is killed in between costs a run that is made twice, never one that nobody
        makes. Raises ``OSError``.
        """
        while (held := hold(self.path / CLAIM)) is None:
            time.sleep(RETRY)
        try:
            taken = self.taken
            if taken >= len(queue):
                return None
            begin(queue[taken])
            (self.path / NEXT).write_text(str(taken + 1), "ascii")
            return queue[taken]
        finally:
            held.let_go()

    @property
    def is_followed(self) -> bool:
        """True while the process lives that wants the runs."""
        return is_held(self.path / LOCK)

    def put_batches(self, batches: Batches) -> None:
        """Keep the points that a search has asked for. Raises ``OSError``."""
        write_bytes(self.path / BATCHES, json.dumps(batches).encode())

    def batches(self) -> Batches:
        """The points that a search has asked for, none before the first; raises :class:`ExperimentProblem`."""
        try:
            return msgspec.json.decode((self.path / BATCHES).read_bytes(), type=Batches)
        except FileNotFoundError:
            return []
        except (OSError, msgspec.MsgspecError) as error:
            raise ExperimentProblem(tr("{folder} holds points that cannot be read.", folder=str(self.path))) from error

    @property
    def taken(self) -> int:
        """The number of runs that workers have taken of the queue."""
        return int((self.path / NEXT).read_text("ascii") or 0)

    def make_worker(self) -> JobFolder:
        """Make the folder of one more worker. Raises ``OSError``."""
        return make_job(self.path / WORKERS, {"kind": KIND, "experiment": str(self.path.absolute())}, {})

    def workers(self) -> list[JobFolder]:
        """The folders of all workers there ever were."""
        return [JobFolder(path) for path in sorted((self.path / WORKERS).glob("*")) if path.is_dir()]

    def rows(self) -> dict[int, ExperimentRow]:
        """All rows that workers have told, by their number; of one that was run again, the one without a problem."""
        found: dict[int, ExperimentRow] = {}
        for worker in self.workers():
            for row in rows_told(event for event, _ in worker.events()):
                known = found.get(row.row)
                if known is None or known.problem is not None:
                    found[row.row] = row
        return found

    def _demand_same(self, asked: dict[str, Any], document: Document) -> None:
        experiment, backend = self.asked()
        try:
            same = (msgspec.to_builtins(experiment), backend) == (asked["experiment"], asked["backend"])
            same = same and drawn_digest(self.document(), experiment) == drawn_digest(document, experiment)
        except FileProblem as problem:
            raise ExperimentProblem(str(problem)) from problem
        if not same:
            raise ExperimentProblem(
                tr("{folder} holds another experiment; name another folder.", folder=str(self.path))
            )


def rows_told(events: Iterator[dict[str, Any]]) -> Iterator[ExperimentRow]:
    """The rows among the events of a worker; what is none is passed over."""
    for event in events:
        if event["event"] == ROW:
            try:
                yield msgspec.convert({name: value for name, value in event.items() if name != "event"}, ExperimentRow)
            except msgspec.MsgspecError:
                continue
