"""A simulation whose every step is known: neuron ``step % size`` of each population fires at each step."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np

from app.running.record.ring_buffer import RecordedSamples, RecordedSpikes
from app.running.simulated import Progress, RunSettings
from engine.model.declaration import NeuronModel, Parameter, State, SynapseModel, Weight, equation
from engine.model.topology import WiringRule
from engine.network.description import Connections, NetworkDescription, Population, Projection, Recording
from engine.progress import Cancelled


class Metronome(NeuronModel):
    """A neuron of this test."""

    title = "Metronome"
    gain = Parameter("1", "g", "height of the recorded value", default=1.0)
    wired = Parameter("1", "w", "acts only on a build", default=1.0, live=False)
    V = State("mV", "V", "potential")

    @equation
    def V_next(V, gain, wired):
        return V + gain * wired


@dataclass(frozen=True)
class Chunk:
    first_step: int
    steps: int
    spikes: dict[str, RecordedSpikes]
    samples: dict[str, RecordedSamples] = field(default_factory=dict)
    shown: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    partial: dict[str, Any] = field(default_factory=dict)


class Shown(NamedTuple):
    first_step: int
    sample: int
    label: int


class Answer(NamedTuple):
    step: int
    sample: int
    scores: Any
    answer: int
    label: int


class FakeSimulation:
    backend = "fake"
    is_compiling = False

    def __init__(self, description: NetworkDescription, settings: RunSettings, progress: Progress) -> None:
        self.description = description
        self.step = 0
        self.synaptic_events = 0
        self.gain = 1.0
        self.applied: list[Any] = []
        self.recordings: dict[str, Recording] = {}
        self.seconds_per_step = 1e-6
        self.fails_at: int | None = None
        self.works_until_given_up, self.asked = False, 0

    def advance(self, steps: int, goes_on: Callable[[], bool] = lambda: True) -> Chunk:
        while self.works_until_given_up:
            if not goes_on():
                raise Cancelled
            self.asked += 1
            time.sleep(0.001)
        if self.fails_at is not None and self.step >= self.fails_at:
            raise ZeroDivisionError("a fake failure")
        first, self.step = self.step, self.step + steps
        time.sleep(self.seconds_per_step * steps)
        numbers = np.arange(first, first + steps, dtype=np.int64)
        spikes = {
            p.id: RecordedSpikes(numbers, (numbers % p.size).astype(np.int32)) for p in self.description.populations
        }
        values = np.full((steps, 1), self.gain)
        self.synaptic_events += 10 * steps
        return Chunk(first, steps, spikes, {id: RecordedSamples(numbers, values) for id in self.recordings})

    def apply(self, change: Any) -> None:
        self.applied.append(change)
        if change.name == "gain":
            self.gain = change.value

    def record(self, recording: Recording) -> None:
        self.recordings[recording.id] = recording

    def stop_recording(self, id: str) -> None:
        del self.recordings[id]

    def carry_from(self, other: FakeSimulation) -> None:
        self.step, self.gain = other.step, other.gain

    @property
    def edit_log(self) -> tuple[Any, ...]:
        return ()

    state_size = 64

    def state(self) -> tuple[int, int]:
        return self.step, self.synaptic_events

    def restore(self, state: tuple[int, int]) -> None:
        self.step, self.synaptic_events = state

    def refusal(self, state: Any) -> str:
        return ""

    def samples(self, dataset_id: str) -> Any:
        raise KeyError(dataset_id)

    def weights(self, projection_id: str) -> Any:
        return np.array([1.0, 2.0])

    def connections(self, projection_id: str) -> Any:
        return Connections(np.array([0, 1]), np.array([0, 0]))


class Jump(SynapseModel):
    """A synapse of these tests."""

    title = "Jump"
    weight = Weight("mV", default=1.0)


class Everyone(WiringRule):
    """A wiring of these tests."""

    title = "Everyone"


def two_populations(resolution: float = 0.1) -> NetworkDescription:
    """Two populations and one projection, whose id is 3."""
    return NetworkDescription(
        resolution,
        populations=(Population("1", Metronome, 4), Population("2", Metronome, 10)),
        projections=(Projection("3", "1", "2", Jump, Everyone, weight=0.5),),
    )


def with_size(description: NetworkDescription, size: int) -> NetworkDescription:
    first, *others = description.populations
    return replace(description, populations=(replace(first, size=size), *others))
