"""A comparison under way: trainings that wait, and the rows of those that ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.i18n.translation import tr
from app.learn.runs.training_runs import TrainingRun
from app.learn.setup.inquiry import MethodFacts
from engine.learning.components.figures import TrainingState

if TYPE_CHECKING:
    from engine.learning.training.comparing import ComparedRun


class Comparing(QObject):
    """``begin_wanted`` asks for the next training, ``ended`` tells that the last is over."""

    begin_wanted = Signal(object)  # TrainingRun
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: list[TrainingRun] = []
        self._runs: list[TrainingRun] = []
        self._refused: Sequence[MethodFacts] = ()
        self._soon = QTimer(self, singleShot=True)  # a training that fails may tell several reasons, one after another
        self._soon.timeout.connect(self._next)
        self.is_active = False
        self.total = 0

    @property
    def turn(self) -> int:
        """The number of the training that was begun last, from 1, of ``total``."""
        return len(self._runs)

    @property
    def waiting(self) -> int:
        """The number of trainings that have not begun."""
        return len(self._waiting)

    def name_of(self, run: TrainingRun) -> str:
        """Name a training among several; "" where it is the only one."""
        return tr("{method}, seed {seed}", method=run.title, seed=run.record.seed) if self.is_active else ""

    def start(self, runs: Sequence[TrainingRun], refused: Sequence[MethodFacts]) -> None:
        """Begin with the first of ``runs``; methods that are ``refused`` are listed with their reason."""
        self._waiting, self._runs, self.total = list(runs), [], len(runs)
        self._refused = tuple(refused)
        self.is_active = True
        self._next()

    def run_ended(self, run: TrainingRun) -> None:
        """Go on in a moment, unless this was cancelled or the last."""
        if self.is_active:
            if run.state is TrainingState.CANCELLED:
                self.stop()
            self._soon.start()

    def stop(self) -> None:
        """Begin nothing more."""
        self._waiting.clear()

    def take_up(self, runs: Sequence[TrainingRun]) -> None:
        """Show the newest comparison that a project keeps, where there was none since."""
        newest = max((run.comparison for run in runs), default=0)
        if newest and not self._runs:
            self._runs = [run for run in runs if run.comparison == newest]

    def forget(self) -> None:
        """There is another network: nothing of this one goes on."""
        self._waiting, self._runs, self._refused = [], [], ()
        self.is_active = False
        self._soon.stop()

    @property
    def rows(self) -> list[ComparedRun]:
        """The rows known so far, as the engine compares them; empty before a first comparison."""
        if not self._runs:
            return []
        from engine.learning.training.comparing import (  # brings the compilers: known since the methods were asked
            ComparedRun,
        )

        found = [ComparedRun(m.key, m.name or m.title, TrainingState.REFUSED, problem=m.problem) for m in self._refused]
        for run in self._runs:
            if run.row is not None and run.state is not TrainingState.FAILED:
                found.append(run.row)
            elif run.state is TrainingState.FAILED or "epochs" in run.record.figures:
                found.append(_kept_row(run))
        return found

    def _next(self) -> None:
        if self._waiting:
            run = self._waiting.pop(0)
            self._runs.append(run)
            self.begin_wanted.emit(run)
        elif self.is_active:
            self.is_active = False
            self.ended.emit()


def _kept_row(run: TrainingRun) -> ComparedRun:
    """Turn what a project keeps of a training into a row that the engine compares."""
    from engine.learning.training.comparing import MIB, UNKNOWN, ComparedRun
    from engine.learning.training.costs import cost_of

    record = run.record

    def known(name: str) -> float:
        return record.figures.get(name, UNKNOWN)

    return ComparedRun(
        record.method,
        record.title,
        run.state,
        record.seed,
        record.merit,
        known("quality"),
        known("validation"),
        round(record.figures.get("epochs", 0)),
        known("seconds"),
        known("memory_mib") * MIB,
        cost_of(known("spikes"), known("synaptic_operations"), known("energy_nj")),
        record.settings,
        problem=run.problem,
        preparing=known("preparing"),
    )
