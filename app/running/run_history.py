"""Moments of a run to which it can go back: copies of its state, the fewer the longer ago they are."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.running.changes import addressed, planned_change
from app.running.failures import failed_by_numbers
from app.running.record.thinning import least_missed
from engine.checking.memory import free_memory
from engine.network.description import NetworkDescription

if TYPE_CHECKING:
    from engine.simulation.simulation import Simulation

EVERY = 0.5  # seconds of computing between two copies, so that what was just now is soon there again
SHARE = 1 / 60  # of the time of computing that copying may take
MOST = 256  # moments
ROOM, SHARE_OF_FREE = 256 << 20, 0.1  # bytes of all of them, and of the memory that is free
NEAR = 64  # steps before a moment to which the run went back: from there single steps back take no time

GoesOn = Callable[[], bool]
Progress = Callable[[float], bool]


class ReturnCancelled(Exception):
    """Going back was given up: a person has changed their mind."""


@dataclass(frozen=True)
class RunSnapshot:
    """A copy of a simulation before ``step``, the network as it was then, and how many edits had acted."""

    step: int
    state: Any
    description: NetworkDescription
    edits: int


class RunHistory:
    """Of one simulation, from the one in which it stands; ``room`` is in bytes."""

    def __init__(self, simulation: Simulation, room: float, clock: Callable[[], float] = time.perf_counter) -> None:
        self._most = int(min(MOST, room // max(simulation.state_size, 1)))
        self._clock = clock
        self._kept: list[RunSnapshot] = []
        self._computed = self._cost = 0.0  # seconds since the last copy, and those that it took
        self.keep(simulation)

    @property
    def steps(self) -> tuple[int, ...]:
        """The steps before which copies were made, in order."""
        return tuple(moment.step for moment in self._kept)

    @property
    def first(self) -> int:
        """The first step to which the run can go back, -1 where a copy takes more room than there is."""
        return self._kept[0].step if self._kept else -1

    def computed(self, simulation: Simulation, seconds: float) -> None:
        """A chunk took so long: keep this moment where the time for it has come."""
        self._computed += seconds
        if self._computed >= max(EVERY, self._cost / SHARE):
            self.keep(simulation)

    def keep(self, simulation: Simulation) -> None:
        """Keep this moment, and let go of the one that is missed least."""
        self._computed = 0.0
        if self._most < 1 or simulation.step in self.steps:
            return
        began = self._clock()
        moment = RunSnapshot(simulation.step, simulation.state(), simulation.description, len(simulation.edit_log))
        self._cost = self._clock() - began
        self._kept = sorted([*self._kept, moment], key=lambda kept: kept.step)
        if len(self._kept) > self._most:
            del self._kept[least_missed(self.steps)]

    def changed(self, simulation: Simulation) -> None:
        """The network changed while it ran: moments that it can no longer go back to are gone."""
        self._kept = [moment for moment in self._kept if not simulation.refusal(moment.state)]
        if not self._kept:
            self.keep(simulation)

    def nearest(self, step: int) -> RunSnapshot | None:
        """The last one at or before ``step``."""
        return next((moment for moment in reversed(self._kept) if moment.step <= step), None)

    def forget_after(self, step: int) -> None:
        """Forget what came later: it will come otherwise."""
        self._kept = [moment for moment in self._kept if moment.step <= step]

    def go_back(
        self, simulation: Simulation, step: int, steps_at_once: int, is_wanted: GoesOn, progress: Progress
    ) -> Any:
        """Let the simulation stand before ``step`` as it did then, with the parameters that it has now.

        From the nearest moment it runs again in silence, with every edit at its step. What changed since then acts
        from ``step`` on, and is logged there; weights that learn are those of then. Returns the last chunk, None
        where nothing had to run. Raises ``Cancelled`` where ``is_wanted`` says no; where ``progress`` does,
        :class:`ReturnCancelled`, and the simulation stands where it stood. ``KeyError`` for a step before the first
        moment.
        """
        moment = self.nearest(step)
        if moment is None:
            raise KeyError(step)
        here = RunSnapshot(simulation.step, simulation.state(), simulation.description, len(simulation.edit_log))
        log, chunk = simulation.edit_log, None
        _go_to(simulation, moment)
        for edit in (*(e for e in log[moment.edits :] if e.step < step), None):
            end = step if edit is None else edit.step
            while simulation.step < end:
                stops = (end, step - NEAR, simulation.step + steps_at_once)
                stop = min(stop for stop in stops if stop > simulation.step)
                chunk = simulation.advance(stop - simulation.step, is_wanted)
                if simulation.step == step - NEAR:
                    self.keep(simulation)
                if not progress((simulation.step - moment.step) / (step - moment.step)):
                    _go_to(simulation, here)
                    raise ReturnCancelled
            if edit is not None:
                simulation.apply(edit.change)
        self.forget_after(step)
        for change in _changes(simulation.description, here.description, learnt_weights=False):
            simulation.apply(change)
        return chunk

    def find(
        self, simulation: Simulation, first: int, met: Callable[[], object], steps_at_once: int, is_wanted: GoesOn
    ) -> None:
        """Let the simulation stand before a step after which ``met`` is true, or a number is none; it is neither yet.

        One of the two holds now, and neither held before step ``first``; the span between is halved again and again.
        Raises as :meth:`go_back`.
        """
        low, high = first, simulation.step
        self.go_back(simulation, first, steps_at_once, is_wanted, lambda _share: True)
        state = simulation.state()
        while high - low > 1:
            middle = (low + high) // 2
            if _runs_to(simulation, middle, steps_at_once, is_wanted) and not met():
                low, state = middle, simulation.state()
            else:
                high = middle
                simulation.restore(state)


def _runs_to(simulation: Simulation, step: int, steps_at_once: int, is_wanted: GoesOn) -> bool:
    """Run to ``step``; tells whether every number is one until then."""
    try:
        while simulation.step < step:
            simulation.advance(min(steps_at_once, step - simulation.step), is_wanted)
    except ArithmeticError as error:
        if not failed_by_numbers(error):
            raise
        return False
    return True


def failure_ahead(simulation: Simulation, error: Exception, is_wanted: GoesOn) -> Exception:
    """The error of the next step, told of what is there now; ``error`` told it of a look at several steps."""
    state = simulation.state()
    simulation.restore(state)  # from here on it knows what was right last
    try:
        simulation.advance(1, is_wanted)
    except ArithmeticError as ahead:
        return ahead if failed_by_numbers(ahead) else error
    finally:
        simulation.restore(state)
    return error


def room_now() -> float:
    """Bytes that copies may take, of the memory that is free."""
    return min(ROOM, SHARE_OF_FREE * free_memory())


def _go_to(simulation: Simulation, moment: RunSnapshot) -> None:
    """First the parameters of then: setting a weight that learns must not undo what it has learnt."""
    for change in _changes(simulation.description, moment.description):
        simulation.apply(change)
    simulation.restore(moment.state)


def _changes(before: NetworkDescription, after: NetworkDescription, learnt_weights: bool = True) -> list[Any]:
    learning = {(p.id, "weight") for p in after.projections if p.plasticity is not None}
    return [
        change for change in planned_change(before, after).values if learnt_weights or addressed(change) not in learning
    ]
