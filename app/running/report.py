"""The report of the thread that simulates to the window."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.running.breaking import Stopped
from engine.problems import Problem


class RunState(StrEnum):
    """The state of a live run; a run that returns goes back to a step that it has left behind."""

    IDLE = "idle"
    PREPARING = "preparing"
    RUNNING = "running"
    PAUSED = "paused"
    RETURNING = "returning"
    FAILED = "failed"


@dataclass(frozen=True)
class RunReport:
    """The state of a run; replaced as a whole."""

    state: RunState = RunState.IDLE
    step: int = 0
    synaptic_events: int = 0
    progress: float = 0.0  # of preparing or returning, 0 to 1
    modes: int = 0  # of the requests to pause, run on or step, how many are granted
    returns: int = 0  # of those that were asked for, how many are done
    first_kept: int = -1  # the step to which the run can go back farthest, -1 where it cannot
    built: int = 0  # simulations made so far
    problems: tuple[Problem, ...] = ()
    stopped: Stopped | None = None  # the breakpoint at which it stands still
    backend: str = ""  # what computes, once there is a simulation
    is_compiling: bool = False  # a faster one takes its place soon
