"""Weights as a training has them at the end of its last epoch, beside the connections that they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.running.background import Background
from app.running.record.fields import Pixels
from app.running.trainings.training import Training
from engine.learning.components.figures import TrainingState
from engine.model.link_variables import WEIGHT
from engine.network.description import Connections, NetworkDescription
from engine.network.values import Floats

if TYPE_CHECKING:
    from engine.circuit.wired import Wired


@dataclass(frozen=True)
class TrainedWiring:
    """Of a training: ``wired`` by projection, ``sizes`` of their ends, ``pixels`` of encoders of images."""

    wired: Mapping[str, Wired] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    pixels: Mapping[str, Pixels] = field(default_factory=dict)


NOTHING = TrainedWiring()


class TrainedWeights(QObject):
    """``changed`` with every epoch; they are forgotten when another training begins, or when told to."""

    changed = Signal()

    def __init__(self, training: Training, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._training = training
        self._arrays: Mapping[tuple[str, str], Floats] = {}
        self._known = NOTHING
        self._is_followed = False  # else what a training tells is of a drawing that was left
        self._is_training = False
        self.version = 0
        self._wiring = Background("wiring of a training", self)
        self._wiring.ended.connect(self._wired)
        training.state_changed.connect(self._state_changed)
        training.snapshot_taken.connect(self._take)

    def of(self, projection: str) -> tuple[Floats, Connections] | None:
        """Weights (synapses,) and between which neurons they are; None of what was not trained, or not yet."""
        weights, wired = self._arrays.get((projection, WEIGHT)), self._known.wired.get(projection)
        if weights is None or wired is None:
            return None
        return wired.of_connections(weights), wired.connections

    @property
    def are_awaited(self) -> bool:
        """True from the begin of a training to the end of its first epoch."""
        return self._is_followed and self._is_training and not self._arrays

    def size_of(self, element: str) -> int | None:
        """Neurons of a population, or trains of an encoder, of the training."""
        return self._known.sizes.get(element)

    def pixels_of(self, encoder: str) -> Pixels | None:
        """The image that an encoder of the training sends, None where it sends none."""
        return self._known.pixels.get(encoder)

    def forget_arrays(self) -> None:
        """Look at what runs again."""
        if self._arrays:
            self._arrays = {}
            self._emit_changed()

    def forget(self) -> None:
        """Another drawing: of the training of this one nothing is heard any more."""
        self._is_followed = False
        self._wiring.forget()
        self._arrays, self._known = {}, NOTHING
        self._emit_changed()

    def _state_changed(self, state: TrainingState) -> None:
        started, self._is_training = self._training.started, state is TrainingState.TRAINING
        if self._is_training and started is not None:
            self._arrays, self._known, self._is_followed = {}, NOTHING, True
            description, seed = started
            self._wiring.start(lambda _emit_changed: wiring_of(description, seed))
        self._emit_changed()

    def _wired(self, found: TrainedWiring) -> None:
        self._known = found
        self._emit_changed()

    def _take(self, arrays: Mapping[tuple[str, str], Floats]) -> None:
        if self._is_followed:
            self._arrays = arrays
            self._emit_changed()

    def _emit_changed(self) -> None:
        self.version += 1
        self.changed.emit()


def wiring_of(description: NetworkDescription, seed: int) -> TrainedWiring:
    """The wiring that a training of a network with this seed concerns."""
    from engine.circuit.circuit import circuit
    from engine.circuit.sparse_wired import wired_for

    found = circuit(description)
    ends = {end for p in found.projections for end in (p.source, p.target)}
    wired = {p.id: wired_for(found, p, seed) for p in found.projections}
    sizes, samples = {end: found.size(end) for end in ends}, found.samples
    pixels: dict[str, Pixels] = {}
    if samples.grid is not None and samples.grid[0] == 1:
        _, rows, columns = samples.grid
        pixels = {e.id: Pixels(rows, columns, sizes[e.id] // samples.channels) for e in found.encoders}
    return TrainedWiring(wired, sizes, pixels)
