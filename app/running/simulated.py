"""A simulation as the worker needs it; ``engine.simulation.Simulation`` fits, and so does a test's fake."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from app.running.requests import RunSettings
from engine.model.data import Samples
from engine.network.description import Connections, NetworkDescription, Recording
from engine.network.values import Floats
from engine.progress import Work

if TYPE_CHECKING:
    from engine.simulation.chunk import Chunk


class Simulated(Protocol):
    """A network that advances in chunks."""

    @property
    def step(self) -> int: ...
    @property
    def description(self) -> NetworkDescription: ...
    @property
    def synaptic_events(self) -> int: ...
    @property
    def backend(self) -> str: ...
    @property
    def is_compiling(self) -> bool: ...
    @property
    def state_size(self) -> int: ...
    @property
    def edit_log(self) -> Sequence[Any]: ...
    def state(self) -> Any: ...
    def restore(self, state: Any, /) -> None: ...
    def refusal(self, state: Any, /) -> str: ...
    def advance(self, steps: int, goes_on: Callable[[], bool], /) -> Chunk: ...
    def apply(self, change: Any, /) -> None: ...
    def record(self, recording: Recording, /) -> None: ...
    def stop_recording(self, id: str, /) -> None: ...
    def carry_from(self, other: Any, /) -> None: ...
    def samples(self, dataset_id: str, /) -> Samples: ...
    def weights(self, projection_id: str, /) -> Floats: ...
    def connections(self, projection_id: str, /) -> Connections: ...


Progress: TypeAlias = Callable[[float], bool]
Simulate: TypeAlias = Callable[[NetworkDescription, RunSettings, Progress], Simulated]


def simulate(description: NetworkDescription, settings: RunSettings, progress: Progress) -> Simulated:
    """The engine's simulation, imported late because it brings the compilers."""
    simulation = Work(progress).beside(lambda: import_module("engine.simulation.simulation"))
    made: Simulated = simulation.Simulation(
        description,
        seed=settings.seed,
        backend=settings.backend,
        precision=settings.precision,
        threads=settings.threads,
        progress=progress,
    )
    return made
