"""The running network follows the drawing: every edit, and every undo, takes this one road."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from app.document.document import Change, Document
from app.running.changes import Acts, ChangePlan, planned_change
from app.running.report import RunState
from app.running.run import Run
from app.running.simulated import RunSettings
from engine.network.description import NetworkDescription
from engine.problems import NetworkError, Problem

Interpret = Callable[[Document], NetworkDescription]
Reckon = Callable[[NetworkDescription], float | None]
"""Bytes that another network takes, to be told; None where it may not take them now, and the run ends."""

BUILDING = Acts.RESTARTED, Acts.REBUILT


class Following(QObject):
    """Listens to a document and keeps a run to what it means.

    Edits of one turn of the event loop act together, at its end or when the run goes on.
    """

    acted = Signal(object)  # Plan: what the last edit led to
    refused = Signal(object)  # fatal problems of a drawing that the run waits for, with the last sound network

    def __init__(
        self,
        document: Document,
        run: Run,
        interpret: Interpret,
        reckon: Reckon = lambda _network: 0.0,
        fatal_problems: Callable[[Document], Sequence[Problem]] = lambda _document: (),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._run = run
        self._interpret = interpret
        self._reckon = reckon
        self._fatal_problems = fatal_problems
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self.act)
        document.changed.connect(self._changed)

    def close(self) -> None:
        """Listen no longer."""
        self._soon.stop()
        self._document.changed.disconnect(self._changed)

    def _changed(self, change: Change) -> None:
        if change.settings:
            self._run.set_speed(self._document.settings.speed)
            self._run.use_seed(self._document.settings.seed)
        if self._run.state not in (RunState.IDLE, RunState.FAILED):
            self._soon.start(0)

    def catch_up(self) -> None:
        """Let an edit of this turn act now: the run is about to go on."""
        if self._soon.isActive():
            self._soon.stop()
            self.act()

    def act(self) -> None:
        """Compare what runs with what is drawn, and make them agree."""
        before = self._run.description
        if before is None or self._run.state in (RunState.IDLE, RunState.FAILED):
            return  # a failed run has no state worth carrying: reset makes it anew
        try:
            after = self._interpret(self._document)
        except NetworkError:
            return  # the problem list says what is wrong; the run goes on with the last sound network
        todo = planned_change(before, after)
        if todo.acts in BUILDING and (problems := list(self._fatal_problems(self._document))):
            self.refused.emit(problems)  # it could not be built; what runs goes on until the drawing is sound again
            return
        self._carry_out(todo, after)
        self.acted.emit(todo)

    def _carry_out(self, todo: ChangePlan, after: NetworkDescription) -> None:
        if todo.acts in BUILDING:
            needs = self._reckon(after)
            if needs is None:
                self._run.stop()
            elif todo.acts is Acts.RESTARTED:
                self._run.start(after, self._run.settings, paused=not self._run.runs_on, needs=needs)
            else:
                self._run.rebuild(after, needs)
            return
        self._run.revise(after)
        for value in todo.values:
            self._run.submit(value)
        for recording in todo.watched:
            self._run.watch(recording)
        for id in todo.unwatched:
            self._run.unwatch(id)


def run_settings(document: Document, backend: str, precision: str, threads: int) -> RunSettings:
    """The settings with which this document is run."""
    own = document.settings
    return RunSettings(own.seed, backend, precision, threads, own.speed)
