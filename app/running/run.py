"""The live run as the window knows it: requests in, a state and a status at display rate out."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from app.document.breakpoints import Breakpoint
from app.running.breaking import Stopped
from app.running.changes import addressed
from app.running.record.ring_buffer import RingBuffer
from app.running.report import RunReport, RunState
from app.running.simulated import RunSettings, Simulate, simulate
from app.running.thread_turns import ThreadTurns
from app.running.worker import Worker
from engine.network.description import NetworkDescription, Recording
from engine.problems import Problem
from engine.simulation.edit_log import Change as LiveChange

TICK = 33  # ms: the status is told at most 30 times a second
MEASURED_OVER = 0.5  # seconds over which speed and events are averaged
MODE = "mode"  # pause, resume and single steps replace one another


@dataclass(frozen=True)
class RunStatus:
    """The state of the run; ``real_time_factor`` is simulated over real time, events are synaptic.

    ``backend`` is what computes now, in the place of a faster one while ``is_compiling``. The run can go back
    to ``first_kept_ms``, None where it cannot.
    """

    state: RunState
    time_ms: float
    step: int
    real_time_factor: float
    events_per_s: float
    backend: str
    progress: float
    is_compiling: bool = False
    first_kept_ms: float | None = None


class Run(QObject):
    """One live run; its worker thread lives as long as this object.

    States: idle, preparing, running, paused, returning, failed.
    """

    state_changed = Signal(object)  # also when what is prepared is to run on after all
    ticked = Signal(object)  # Status
    failed = Signal(object)  # Problem
    restarted = Signal()  # frames is a new, empty buffer
    returned = Signal()  # frames is a buffer whose past ends earlier
    stopped = Signal(object)  # Stopped: a breakpoint was met
    weights_read = Signal(object)  # {projection: (weights (synapses,), Connections)}

    def __init__(self, parent: QObject | None = None, simulate: Simulate = simulate) -> None:
        super().__init__(parent)
        self._turns = ThreadTurns()
        self._worker = Worker(simulate, self._turns)
        self._description: NetworkDescription | None = None
        self._settings = RunSettings()
        self._state = RunState.IDLE
        self._shown = RunReport()
        self._frames = self._worker.frames
        self._forgotten: RingBuffer | None = None  # what the worker lets go of when it hears of it
        self._measured: deque[tuple[float, int, int]] = deque()
        self._pause_reason = ""
        self._target: int | None = None  # the step to which it goes back
        self._stopped: Stopped | None = None
        self._needs = 0.0
        self._modes = 0  # so many times it was asked to pause, run on or step
        self._returns = 0  # and to go back
        self._is_given_up = False  # whether what was stopped has yet to notice it
        self._runs_on = False  # whether a person wants it to run, also while it is being built
        self._timer = QTimer(self, interval=TICK)
        self._timer.timeout.connect(self._look)

    @property
    def state(self) -> RunState:
        return self._state

    @property
    def runs_on(self) -> bool:
        """True if it runs, or will once it is built."""
        return self._runs_on

    @property
    def is_active(self) -> bool:
        """True while a simulation is being made or advances."""
        return self._state in (RunState.PREPARING, RunState.RUNNING, RunState.RETURNING)

    @property
    def frames(self) -> RingBuffer:
        """The recordings; a new buffer after every reset."""
        return self._frames

    @property
    def description(self) -> NetworkDescription | None:
        """The network that runs, or that was last asked for."""
        return self._description

    @property
    def settings(self) -> RunSettings:
        return self._settings

    @property
    def resolution(self) -> float:
        """ms per step."""
        return self._description.resolution if self._description is not None else 0.1

    @property
    def pause_reason(self) -> str:
        """The reason why someone else paused the run; empty when a person did."""
        return self._pause_reason

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems that stopped the run, empty unless failed."""
        return self._worker.report.problems

    @property
    def needs(self) -> float:
        """Bytes of memory that were reckoned for what was started last; 0 where nobody did."""
        return self._needs

    def start(
        self, description: NetworkDescription, settings: RunSettings, paused: bool = False, needs: float = 0.0
    ) -> None:
        """Build the network in the worker and run it from time 0; never waits. ``needs`` are bytes, to be told."""
        self._needs = needs
        self._build(description, settings, carry=False, paused=paused)

    def rebuild(self, description: NetworkDescription, needs: float = 0.0) -> None:
        """Another network in the place of the present one, carrying the state of what stayed the same."""
        self._needs = needs
        self._build(description, self._settings, carry=True, paused=not self._runs_on)

    def _build(self, description: NetworkDescription, settings: RunSettings, *, carry: bool, paused: bool) -> None:
        self._description, self._settings, self._pause_reason = description, settings, ""
        self._runs_on, self._is_given_up = not paused, False
        self._worker.give_up(carry)
        self._worker.request(("build", carry), partial(self._worker.build, description, settings, carry, paused))
        self._enter(RunState.PREPARING)
        self._timer.start()

    def revise(self, description: NetworkDescription) -> None:
        """The present network is now meant so: used by the next reset, nothing is sent."""
        self._description = description

    def use_seed(self, seed: int) -> None:
        """The seed of the next start or reset."""
        self._settings = replace(self._settings, seed=seed)

    def pause(self, reason: str = "") -> None:
        """Stand still after the present chunk."""
        self._pause_reason, self._runs_on = reason, False
        self._ask_mode(self._worker.stand_still)

    def resume(self, until_ms: float | None = None) -> None:
        """Run on, until a time if one is given; what is being prepared to stand still will run."""
        is_news = self._state == RunState.PREPARING and not self._runs_on
        self._pause_reason, self._runs_on = "", True
        until = None if until_ms is None else round(until_ms / self.resolution)
        self._ask_mode(partial(self._worker.resume, until))
        if is_news:
            self.state_changed.emit(self._state)

    def step(self, count: int = 1) -> None:
        """Compute ``count`` steps of the time grid and pause."""
        self._runs_on = False
        self._ask_mode(partial(self._worker.single_steps, count))

    def _ask_mode(self, enter: Callable[[], None]) -> None:
        self._modes += 1
        self._worker.request(MODE, partial(self._worker.enter_mode, self._modes, enter))

    def return_to(self, time_ms: float) -> None:
        """Stand at an earlier time as then, with the present parameters, and forget what came later; never waits.

        Does nothing where the run cannot go back so far (:attr:`Status.first_kept_ms`).
        """
        self._return_to(round(time_ms / self.resolution))

    def step_back(self) -> None:
        """Stand one step of the time grid earlier, also while it goes back already."""
        self._return_to((self._report().step if self._target is None else self._target) - 1)

    def update_breakpoints(self, breakpoints: Sequence[Breakpoint]) -> None:
        """Stand still where one of these is met, from now on; ``stopped`` tells which."""
        self._worker.request("breakpoints", partial(self._worker.update_breakpoints, tuple(breakpoints)))

    def cancel_return(self) -> None:
        """Give up going back."""
        self._worker.cancel_return()

    def _return_to(self, step: int) -> None:
        report = self._report()
        if self._state in (RunState.IDLE, RunState.PREPARING) or not 0 <= report.first_kept <= step:
            return
        self.pause()
        self._returns += 1
        self._worker.request("return", partial(self._worker.return_to, step, self._returns))
        self._enter(RunState.RETURNING)
        self._target = step

    def reset(self) -> None:
        """Back to time 0 and to the document's values, standing still."""
        if self._description is not None:
            self.start(self._description, self._settings, paused=True, needs=self._needs)

    def stop(self, forgets: bool = False) -> None:
        """Give up the simulation and its memory, or its build; the run is idle at once, whenever the worker notices."""
        self._worker.give_up()
        self._worker.request("stop", partial(self._worker.stop, forgets))
        self._is_given_up = True
        self._enter(RunState.IDLE)

    def forget(self) -> None:
        """Give up the simulation and what was recorded of it: what is drawn now is another network."""
        self.stop(forgets=True)
        self._forgotten, self._frames, self._description = self._worker.frames, RingBuffer(), None
        self.restarted.emit()

    def set_speed(self, speed: float) -> None:
        """Simulated over real time, 0.01 and above; 0 is as fast as possible."""
        self._settings = replace(self._settings, speed=speed)
        self._worker.request("speed", partial(self._worker.set_speed, speed))

    def submit(self, change: LiveChange) -> None:
        """A live change; acts at the next chunk."""
        self._worker.request(("live", *addressed(change)), partial(self._worker.apply, change))

    def watch(self, recording: Recording) -> None:
        """Record from now on; read it from ``frames.samples(recording.id)``."""
        self._worker.request(("recording", recording.id), partial(self._worker.watch, recording))

    def unwatch(self, id: str) -> None:
        self._worker.request(("recording", id), partial(self._worker.unwatch, id))

    def watch_weights(self, projection: str, wanted: bool = True) -> None:
        """Keep ``frames.weights(projection)`` fresh, five times a second."""
        self._worker.request(("weights", projection), partial(self._worker.watch_weights, projection, wanted))

    def read_weights(self, projections: Sequence[str]) -> None:
        """Ask for exact weights as they are at the next chunk boundary; ``weights_read`` brings them."""
        self._worker.request("read weights", partial(self._worker.read_weights, tuple(projections)))

    def close(self) -> None:
        """End the worker thread."""
        self._timer.stop()
        self._turns.close()
        self._worker.close()

    def status(self) -> RunStatus:
        """The state of the run now."""
        return self._status(self._report())

    def _report(self) -> RunReport:
        """The report of the worker, without what it still does in vain."""
        report = self._worker.report
        if self._is_given_up:
            return replace(report, state=RunState.IDLE, step=0, synaptic_events=0, progress=0.0)
        if report.returns < self._returns and report.state in (RunState.RUNNING, RunState.PAUSED, RunState.FAILED):
            return replace(report, state=RunState.RETURNING, progress=0.0)  # the worker hears of it soon
        if self._runs_on and report.state == RunState.PAUSED and report.modes < self._modes:
            return replace(report, state=self._state)  # and of this
        return report

    def _look(self) -> None:
        report = self._report()
        frames = self._worker.frames
        if frames is not self._frames and frames is not self._forgotten:
            came_back = frames.origin is self._frames.origin
            self._frames = frames
            self._measured.clear()
            (self.returned if came_back else self.restarted).emit()
        self._measure(report)
        if report != self._shown or report.state == RunState.RUNNING:
            self._shown = report
            self.ticked.emit(self._status(report))
        while not self._worker.weights_read.empty():
            self.weights_read.emit(self._worker.weights_read.get())
        if report.stopped is not self._stopped:
            self._stopped = report.stopped
            if report.stopped is not None:
                self.stopped.emit(report.stopped)
        if report.state == self._state:
            return
        self._enter(report.state)
        if report.state == RunState.FAILED:
            for problem in report.problems:
                self.failed.emit(problem)

    def _enter(self, state: RunState) -> None:
        if state != self._state:
            self._state = state
            self._target = self._target if state == RunState.RETURNING else None
            self._runs_on = self._runs_on and state in (RunState.PREPARING, RunState.RUNNING)
            self.state_changed.emit(state)

    def _measure(self, report: RunReport) -> None:
        now = time.perf_counter()
        if report.state != RunState.RUNNING:
            self._measured.clear()
        self._measured.append((now, report.step, report.synaptic_events))
        while now - self._measured[0][0] > MEASURED_OVER and len(self._measured) > 2:
            self._measured.popleft()

    def _status(self, report: RunReport) -> RunStatus:
        factor = events = 0.0
        if len(self._measured) > 1:
            (since, first_step, first_events), (now, step, count) = self._measured[0], self._measured[-1]
            passed = max(now - since, 1e-6)
            factor = (step - first_step) * self.resolution / 1000 / passed
            events = (count - first_events) / passed
        return RunStatus(
            report.state,
            report.step * self.resolution,
            report.step,
            factor,
            events,
            report.backend or self._settings.backend,
            report.progress,
            report.is_compiling,
            report.first_kept * self.resolution if report.first_kept >= 0 else None,
        )
