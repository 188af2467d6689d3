"""The simulation of a live run and its settings; it is made late, because it brings the compilers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, TypeAlias

from engine.backends import FASTEST
from engine.network.description import NetworkDescription
from engine.progress import Work
from engine.simulation.arrays.layout import AUTOMATIC

if TYPE_CHECKING:
    from engine.simulation.simulation import Simulation

Progress: TypeAlias = Callable[[float], bool]
Simulate: TypeAlias = "Callable[[NetworkDescription, RunSettings, Progress], Simulation]"


@dataclass(frozen=True)
class RunSettings:
    """Settings that make a run of a description. ``speed`` is simulated over real time, 0 is as fast as possible."""

    seed: int = 1
    backend: str = FASTEST
    precision: str = "float64"
    threads: int = AUTOMATIC
    speed: float = 1.0


def simulate(description: NetworkDescription, settings: RunSettings, progress: Progress) -> Simulation:
    """The engine's simulation, imported late because it brings the compilers."""
    simulation = Work(progress).run_in_thread(lambda: import_module("engine.simulation.simulation"))
    made: Simulation = simulation.Simulation(
        description,
        seed=settings.seed,
        backend=settings.backend,
        precision=settings.precision,
        threads=settings.threads,
        progress=progress,
    )
    return made
