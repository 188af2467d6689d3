"""The simulation of a live run, made late: it brings the compilers."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, TypeAlias

from app.running.requests import RunSettings
from engine.network.description import NetworkDescription
from engine.progress import Work

if TYPE_CHECKING:
    from engine.simulation.simulation import Simulation


Progress: TypeAlias = Callable[[float], bool]
Simulate: TypeAlias = "Callable[[NetworkDescription, RunSettings, Progress], Simulation]"


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
