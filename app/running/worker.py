"""The one thread that owns a simulation: takes requests, advances in chunks, stores what came out."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import replace
from functools import partial
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from app.document.breakpoints import Breakpoint
from app.running.breaking import Breaking, Stopped
from app.running.changes import addressed, takes
from app.running.contents import Weights, known_samples, listed_synapses, sizes_of
from app.running.failures import failed_by_numbers, is_expected, problems_of
from app.running.inbox import Inbox
from app.running.pacing import Pacing
from app.running.record.ring_buffer import RingBuffer
from app.running.report import RunReport, RunState
from app.running.run_history import ReturnCancelled, RunHistory, failure_ahead, room_now
from app.running.simulated import RunSettings, Simulate
from app.running.thread_turns import ThreadTurns
from app.running.watching import Watching
from engine.network.description import NetworkDescription, Recording
from engine.progress import Cancelled, Work
from engine.simulation.edit_log import Change as LiveChange

if TYPE_CHECKING:
    from engine.simulation.chunk import Chunk
    from engine.simulation.simulation import Simulation

log = logging.getLogger(__name__)

CLOSING = 0.1  # seconds that a window which is closed waits for its run


class Worker:
    """Everything asked of the thread goes through :meth:`request`, everything seen through ``frames`` and ``report``.

    What is asked is done by its public methods behind :meth:`request`, which nobody but the thread calls.
    """

    def __init__(self, simulate: Simulate, turns: ThreadTurns) -> None:
        self.frames = RingBuffer()
        self.report = RunReport()
        self.simulation: Simulation | None = None  # only this thread touches it while it runs
        self.weights_read: SimpleQueue[Weights] = SimpleQueue()  # answers that the window has not taken yet
        self._simulate, self._turns = simulate, turns
        self._inbox: Inbox[Callable[[], None]] = Inbox()
        self._pacing = Pacing(1.0, 1.0)
        self._until_step: int | None = None
        self._watching = Watching()
        self._cancelled = threading.Event()
        self._moments: RunHistory | None = None
        self._breakpoints: tuple[Breakpoint, ...] = ()
        self._breaking = Breaking((), NetworkDescription())
        self._stays = threading.Event()  # going back is no longer wanted
        self._given_up = threading.Event()  # what is wanted next takes nothing over of the present simulation
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._work, name="simulation", daemon=True)
        self._thread.start()

    def request(self, key: Hashable, act: Callable[[], None]) -> None:
        """Have the thread do this; of several things asked under one key only the latest is done."""
        self._inbox.put(key, act)

    def give_up(self, carry: bool = False) -> None:
        """Give up what is built, and what is computed, unless what is wanted next will ``carry`` that over."""
        self._cancelled.set()
        if not carry:
            self._given_up.set()

    def cancel_return(self) -> None:
        """Going back is no longer wanted: stand where the run stood."""
        self._stays.set()

    def close(self, seconds: float = CLOSING) -> None:
        """End the thread after its present chunk; one that is deep in a build ends later, and nobody waits for it."""
        self._closing.set()
        self.give_up()
        self.request("stop", self.stop)
        self._thread.join(seconds)

    def _work(self) -> None:
        while not self._closing.is_set():
            for act in self._inbox.drain():
                self._attempt(act)
            self._attempt(self._advance_or_wait)

    def _attempt(self, act: Callable[[], None]) -> None:
        try:
            act()
        except Exception as error:  # the border of the thread: whatever it is becomes a Problem
            self._fail(error)

    def _update_report(self, **changed: Any) -> None:
        self.report = replace(self.report, **changed)

    def _fail(self, error: Exception) -> None:
        if self._cancelled.is_set() and (self.report.state == RunState.PREPARING or isinstance(error, Cancelled)):
            return  # the request that cancelled this work is next
        if not is_expected(error):
            log.exception("the simulation stopped")
        self._update_report(state=RunState.FAILED, problems=problems_of(error))

    def _advance_or_wait(self) -> None:
        simulation = self.simulation
        if simulation is None or self.report.state != RunState.RUNNING:
            if simulation is not None and self.report.is_compiling:
                self._update_report(backend=simulation.backend, is_compiling=simulation.is_compiling)
            self._inbox.wait(1.0)
            return
        steps = self._pacing.due(simulation.step)
        if self._breaking.has_any and not self._can_travel():
            steps = min(steps, 1)  # nothing to go back to: each step is looked at by itself
        if steps == 0:
            self._inbox.wait(self._pacing.wait(simulation.step))
            return
        if self._until_step is not None:
            steps = min(steps, self._until_step - simulation.step)
        self._advance(simulation, steps)
        if self._until_step is not None and simulation.step >= self._until_step:
            self.stand_still()

    def _advance(self, simulation: Simulation, steps: int) -> None:
        began, waited = time.perf_counter(), self._turns.waited
        try:
            chunk = simulation.advance(steps, self._is_wanted)
        except Cancelled:
            self.simulation = self._moments = None  # it stands within a step
            raise
        except Exception as error:  # of the numbers, or none of ours
            if not self._stop_before(simulation, error):
                raise
            return
        now = time.perf_counter()
        seconds = now - began - (self._turns.waited - waited)
        self._pacing.measured(steps, seconds)
        self.frames.append(chunk)
        if self._moments is not None:
            self._moments.computed(simulation, seconds)
        self._watching.store_due_weights(now, simulation, self.frames)
        self._update_report(
            step=simulation.step,
            synaptic_events=simulation.synaptic_events,
            backend=simulation.backend,
            is_compiling=simulation.is_compiling,
        )
        if self._breaking.has_any:
            self._stop_in(simulation, chunk)

    def _stop_in(self, simulation: Simulation, chunk: Chunk) -> None:
        """Stand still in the first step of a chunk that meets a breakpoint, and forget what came after it."""
        stopped, can_travel = self._breaking.in_chunk(chunk, self.frames), chunk.steps > 1 and self._can_travel()
        if stopped is not None and stopped.step < simulation.step and can_travel:
            step = stopped.step
            self._travel(lambda travel: travel.go_back(simulation, step, *self._travelling(), _never_tired))
        reached = self._breaking.at_bound(simulation)
        if reached is not None:
            if simulation.step - chunk.first_step > 1 and can_travel:
                met = partial(self._breaking.at_bound, simulation)
                self._travel(lambda travel: travel.find(simulation, chunk.first_step, met, *self._travelling()))
                simulation.advance(1, self._is_wanted)
                reached = self._breaking.at_bound(simulation)
            stopped = reached
        self._breaking.keep(simulation)
        if stopped is not None:
            self._stop_at(simulation, stopped)

    def _stop_before(self, simulation: Simulation, error: Exception) -> bool:
        """Stand still before the step in which a number goes wrong, where a breakpoint asks for it."""
        breakpoint, first = self._breaking.of_failure, self.frames.latest_step
        if breakpoint is None or not failed_by_numbers(error) or not self._can_travel():
            return False
        self._travel(lambda travel: travel.find(simulation, first, lambda: None, *self._travelling()))
        last = simulation.step
        if last > first:
            self._travel(lambda travel: travel.go_back(simulation, first, *self._travelling(), _never_tired))
            self.frames.append(simulation.advance(last - first, self._is_wanted))
        ahead = failure_ahead(simulation, error, self._is_wanted)
        self._stop_at(simulation, Stopped(breakpoint, last, failure=problems_of(ahead)[0]))
        return True

    def _stop_at(self, simulation: Simulation, stopped: Stopped) -> None:
        if self.frames.latest_step > stopped.step:
            self.frames = self.frames.until(stopped.step)
        self._breaking.begin(simulation)
        self._update_report(step=simulation.step, synaptic_events=simulation.synaptic_events, stopped=stopped)
        self.stand_still()

    def _can_travel(self) -> bool:
        return self._moments is not None and self._moments.first >= 0

    def _travelling(self) -> tuple[int, Callable[[], bool]]:
        """The number of steps at once, and whether anybody wants them."""
        return self._pacing.steps_of_a_chunk(), self._is_wanted

    def _travel(self, go: Callable[[RunHistory], Any]) -> Any:
        """Go to another moment of the run; who is cancelled on the way stands within a step."""
        assert self._moments is not None
        try:
            return go(self._moments)
        except Cancelled:
            self.simulation = self._moments = None
            raise

    def update_breakpoints(self, breakpoints: tuple[Breakpoint, ...]) -> None:
        """Stand still where one of these is met."""
        self._breakpoints = breakpoints
        self._install_breakpoints()

    def set_speed(self, speed: float) -> None:
        """Another view speed, from the present step on."""
        self._pacing.anchor(self.report.step, speed)

    def stop(self, forgets: bool = False) -> None:
        """Give up the simulation and its memory; what was recorded stays to be looked at, unless it is forgotten."""
        self._given_up.clear()
        self._update_report(state=RunState.IDLE, step=0, synaptic_events=0, first_kept=-1)
        self.simulation = self._moments = None
        if forgets:
            self.frames = RingBuffer()

    def apply(self, change: LiveChange) -> None:
        """Make a live change; one for what is not there goes with its build, which a later request cancelled."""
        simulation = self.simulation
        if simulation is not None and takes(simulation.description, *addressed(change)):
            simulation.apply(change)
            self._watching.renew()
            if self._moments is not None:
                self._install_breakpoints()
                self._moments.changed(simulation)
                self._update_report(first_kept=self._moments.first)

    def _install_breakpoints(self) -> None:
        """The breakpoints, on the network as it is now."""
        if self.simulation is not None:
            self._breaking = Breaking(self._breakpoints, self.simulation.description)
            self._breaking.begin(self.simulation)

    def enter_mode(self, number: int, enter: Callable[[], None]) -> None:
        """Pause, run on or step; the report counts what was asked for up to ``number``."""
        try:
            enter()
        finally:
            self._update_report(modes=number)

    def stand_still(self) -> None:
        """Pause after the present chunk."""
        self._until_step = None
        if self.report.state == RunState.RUNNING and self.simulation is not None:
            self._watching.store_weights(self.simulation, self.frames)  # what is looked at now is what stands still
        if self.report.state in (RunState.RUNNING, RunState.PAUSED):
            self._update_report(state=RunState.PAUSED)

    def resume(self, until_step: int | None = None) -> None:
        """Run on, until ``until_step`` if one is given."""
        simulation = self.simulation
        if simulation is None or self.report.state == RunState.FAILED:
            return
        self._until_step = until_step
        if until_step is not None and until_step <= simulation.step:
            self.stand_still()
            return
        self._pacing.anchor(simulation.step)
        self._update_report(state=RunState.RUNNING, stopped=None)

    def single_steps(self, count: int) -> None:
        """Compute ``count`` steps and stand still."""
        if self.simulation is None or self.report.state == RunState.FAILED:
            return
        self.stand_still()
        self._update_report(stopped=None)
        self._advance(self.simulation, count)
        self._watching.store_weights(self.simulation, self.frames)

    def return_to(self, step: int, number: int) -> None:
        """Stand before ``step`` again as then, and forget what came later; the report counts up to ``number``."""
        try:
            self._return(step)
        finally:
            self._update_report(returns=number)

    def _return(self, step: int) -> None:
        simulation, moments, before = self.simulation, self._moments, self.report
        if simulation is None or moments is None or not 0 <= moments.first <= step <= simulation.step:
            return
        self._stays.clear()
        self._until_step = None
        self._update_report(state=RunState.RETURNING, progress=0.0)
        try:
            chunk = self._travel(
                lambda travel: travel.go_back(simulation, step, *self._travelling(), self._has_returned)
            )
        except ReturnCancelled:
            self._update_report(state=RunState.FAILED if before.state == RunState.FAILED else RunState.PAUSED)
            return
        self.frames = self.frames.until(step)
        if chunk is not None:
            self.frames.show_partial(chunk.partial)
        self._watching.store_weights(simulation, self.frames)
        self._breaking.begin(simulation)
        self._update_report(
            state=RunState.PAUSED, step=step, synaptic_events=simulation.synaptic_events, problems=(), stopped=None
        )

    def _has_returned(self, share: float) -> bool:
        self._update_report(progress=share)
        return not self._stays.is_set()

    def watch(self, recording: Recording) -> None:
        """Record live; changes no spike."""
        self._watching.begin(recording, self.simulation, self.frames)

    def unwatch(self, id: str) -> None:
        """Stop a live recording."""
        self._watching.end(id, self.simulation, self.frames)

    def watch_weights(self, projection: str, wanted: bool) -> None:
        """Take snapshots of a projection's weights, or no longer."""
        if not wanted:
            self._watching.weights.discard(projection)
            return
        self._watching.weights.add(projection)
        if self.simulation is not None:
            Work(self._goes_on).run_in_thread(partial(listed_synapses, self.simulation, {projection}))
            self._watching.store_weights(self.simulation, self.frames)

    def read_weights(self, projections: tuple[str, ...]) -> None:
        """Read exact weights at a chunk boundary."""
        simulation = self.simulation
        if simulation is not None:
            self.weights_read.put(
                Work(self._goes_on).run_in_thread(partial(listed_synapses, simulation, set(projections)))
            )

    def build(self, description: NetworkDescription, settings: RunSettings, carry: bool, paused: bool) -> None:
        """Make a simulation; ``carry`` takes the state of the present one over, ``paused`` lets it stand still."""
        self._cancelled.clear()
        self._given_up.clear()
        self._update_report(state=RunState.PREPARING, progress=0.0, problems=())
        if not carry:
            self.simulation = self._moments = None  # nor does what is wanted before this is built go on from it
        simulation = self._simulate(description, settings, self._progressed)
        before, self._until_step, work = self.simulation, None, Work(self._goes_on)
        if before is not None:
            work.run_in_thread(partial(simulation.carry_from, before))
        known = work.run_in_thread(
            lambda: {d.id: known_samples(d, simulation.samples(d.id)) for d in description.datasets}
        )
        work.run_in_thread(partial(listed_synapses, simulation, self._watching.weights.copy()))
        if before is None:
            self.frames = RingBuffer()
        self.simulation = simulation
        self.frames.datasets = known
        self.frames.adopt(sizes_of(description, self.frames.datasets))
        self._watching.follow(simulation, self.frames)
        self._pacing = Pacing(description.resolution, settings.speed)
        self._pacing.anchor(simulation.step)
        self._moments = work.run_in_thread(lambda: RunHistory(simulation, room_now()))
        self._install_breakpoints()
        self._update_report(
            stopped=None,
            state=RunState.PAUSED if paused else RunState.RUNNING,
            first_kept=self._moments.first,
            step=simulation.step,
            synaptic_events=simulation.synaptic_events,
            progress=1.0,
            built=self.report.built + 1,
            backend=simulation.backend,
            is_compiling=simulation.is_compiling,
        )

    def _progressed(self, progress: float) -> bool:
        if self.report.state == RunState.PREPARING:
            self._update_report(progress=progress)
        return self._goes_on(progress)

    def _goes_on(self, _progress: float) -> bool:
        return not self._cancelled.is_set()

    def _is_wanted(self) -> bool:
        self._turns.yield_to_window()
        return not self._given_up.is_set()


def _never_tired(_share: float) -> bool:
    """Progress that nobody looks at."""
    return True
