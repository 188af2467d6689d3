"""Requests of the window to the worker, as data. Live changes of the engine travel as they are."""

from __future__ import annotations

from dataclasses import dataclass

from app.document.breakpoints import Breakpoint
from engine.backends import FASTEST
from engine.network.description import NetworkDescription, Recording
from engine.simulation.arrays.layout import AUTOMATIC


@dataclass(frozen=True)
class RunSettings:
    """Settings that make a run of a description. ``speed`` is simulated over real time, 0 is as fast as possible."""

    seed: int = 1
    backend: str = FASTEST
    precision: str = "float64"
    threads: int = AUTOMATIC
    speed: float = 1.0


@dataclass(frozen=True)
class Build:
    """Make a simulation of this description; ``carry`` takes the state of the present one over.

    ``paused`` builds without running on.
    """

    description: NetworkDescription
    settings: RunSettings
    carry: bool
    paused: bool


@dataclass(frozen=True)
class Pause:
    """Stand still after the present chunk; the report counts this, resuming and stepping up to ``number``."""

    number: int


@dataclass(frozen=True)
class Resume:
    """Run on, until ``until_step`` if one is given."""

    number: int
    until_step: int | None = None


@dataclass(frozen=True)
class SingleSteps:
    """Compute ``count`` steps and stand still."""

    number: int
    count: int


@dataclass(frozen=True)
class Return:
    """Stand before ``step`` again as then, and forget what came later; the report counts up to ``number``."""

    step: int
    number: int


@dataclass(frozen=True)
class UpdateBreakpoints:
    """Stand still where one of these is met."""

    breakpoints: tuple[Breakpoint, ...]


@dataclass(frozen=True)
class CancelReturn:
    """Go back no longer: stand where the run stood."""


@dataclass(frozen=True)
class SetSpeed:
    """Another view speed, from the present step on."""

    speed: float


@dataclass(frozen=True)
class WatchRecording:
    """Record live; changes no spike."""

    recording: Recording


@dataclass(frozen=True)
class Unwatch:
    """Stop a live recording."""

    id: str


@dataclass(frozen=True)
class WatchWeights:
    """Take snapshots of a projection's weights, or no longer."""

    projection: str
    wanted: bool


@dataclass(frozen=True)
class ReadWeights:
    """Take the weights and connections of these projections as they are between two chunks."""

    projections: tuple[str, ...]


@dataclass(frozen=True)
class StopRun:
    """Give up the simulation, and what was recorded of it where it ``forgets``."""

    forgets: bool = False
