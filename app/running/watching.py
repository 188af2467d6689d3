"""The watch of the window on a run: live recordings and snapshots of weights. It outlives each simulation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.running.contents import can_record, has_synapses, of_neurons_that_are_there, projections_of
from app.running.record.ring_buffer import RingBuffer
from engine.network.description import Recording

if TYPE_CHECKING:
    from engine.simulation.simulation import Simulation

WEIGHTS_EVERY = 0.2  # seconds between two snapshots of watched weights


class Watching:
    """The recordings and weights that are watched; what a simulation lacks waits for one that has it."""

    def __init__(self) -> None:
        self.weights: set[str] = set()  # projections
        self._recordings: dict[str, Recording] = {}
        self._recorded: set[str] = set()  # those of them that the present simulation records
        self._weights_due = 0.0

    def begin(self, recording: Recording, simulation: Simulation | None, frames: RingBuffer) -> None:
        """Record live, in place of what was recorded under the same id."""
        self.end(recording.id, simulation, frames)
        self._recordings[recording.id] = recording
        if simulation is not None:
            self._record(simulation, recording)

    def end(self, id: str, simulation: Simulation | None, frames: RingBuffer) -> None:
        """Record it no longer, and forget what was recorded."""
        self._recordings.pop(id, None)
        if id in self._recorded and simulation is not None:
            self._recorded.discard(id)
            simulation.stop_recording(id)
        frames.forget_samples(id)

    def follow(self, simulation: Simulation, frames: RingBuffer) -> None:
        """Record in a new simulation what it has of all that is watched."""
        self._recorded.clear()
        for recording in self._recordings.values():
            self._record(simulation, recording)
        self.store_weights(simulation, frames)

    def store_weights(self, simulation: Simulation, frames: RingBuffer) -> None:
        """Take a snapshot of the watched weights that are there."""
        for projection in self.weights & projections_of(simulation):
            frames.store_weights(projection, simulation.weights(projection).copy(), simulation.connections(projection))

    def store_due_weights(self, now: float, simulation: Simulation, frames: RingBuffer) -> None:
        """The same where the last is :data:`WEIGHTS_EVERY` old at ``now`` (seconds), or since :meth:`renew`."""
        if now >= self._weights_due:
            self._weights_due = now + WEIGHTS_EVERY
            self.store_weights(simulation, frames)

    def renew(self) -> None:
        """The weights may be others now: the next snapshot is due."""
        self._weights_due = 0.0

    def _record(self, simulation: Simulation, recording: Recording) -> None:
        """Record what is there to record; what was drawn a moment ago waits for the next simulation."""
        recording = of_neurons_that_are_there(simulation.description, recording)
        if can_record(simulation.description, recording) and has_synapses(simulation, recording):
            simulation.record(recording)
            self._recorded.add(recording.id)
