"""The arrays of stimuli and encoders, and the operations that make their spikes or currents."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from engine.backends.kernel import Array, Operation
from engine.model.declaration import EncoderModel, Parameter, StimulusModel
from engine.network.description import Encoder, Stimulus
from engine.network.values import Floats, Value
from engine.simulation.randomness import key_of, stream
from engine.simulation.resolving import resolved, within
from engine.simulation.sources import arrays_of, draws, emitting, equation_of, events
from engine.simulation.spike_log import SpikeLog

SPIKES = "spikes"  # the purpose of a source's stream of random numbers
RUNNING = (0, 0, 1)  # a stimulus is one presentation that never ends


class SourceArrays:
    """A source whose model is one equation: parameters (size,), values ``x`` (size,) for an encoder.

    ``clock`` is (first step of the presentation, its number, 1 while it shows), shared with the dataset.
    """

    def __init__(
        self, source: Stimulus | Encoder, size: int, clock: NDArray[np.int64] | None, duration: float, chunk: int,
        resolution: float, seed: int, precision: str, threads: int,
    ) -> None:  # fmt: skip
        self.source, self.size, self.seed, self.precision = source, size, seed, precision
        model: type[EncoderModel] | type[StimulusModel] = source.model
        self.model = model
        self.parameters: Mapping[str, Parameter] = model.parameters()
        self.given = {name: np.zeros(size, precision) for name in arrays_of(model)}
        for name in self.parameters:
            if name in self.given:
                self.given[name][:] = self.resolve(name, source.parameters.get(name, self.parameters[name].default))
        self.clock = np.array(RUNNING, np.int64) if clock is None else clock
        self.constants = np.array([resolution, duration], precision)
        self.words = [np.zeros(4 * size if draws(model) else 1, np.uint32) for _ in range(threads)]
        self.made = [np.full(2, -1, np.int64) for _ in range(threads)]
        self.key = np.array(key_of(seed, stream(source.id, SPIKES)), np.uint32)
        self.is_current = equation_of(model) == "current"
        self.values = [np.zeros(size, precision) for _ in range(threads)] if self.is_current else []
        self.logs = [] if self.is_current else [SpikeLog(0, size, chunk)]

    def resolve(self, name: str, value: Value) -> float | Floats:
        """A parameter's value as a number or an array (size,)."""
        return resolved(value, self.size, self.seed, self.source.id, name, within(self.parameters[name]))

    def set_value(self, name: str, value: Value) -> None:
        """Change one parameter in place."""
        if name in self.given:
            self.given[name][:] = self.resolve(name, value)

    def show(self, values: Floats) -> None:
        """The sample's values (size,) that an encoder turns into spikes or currents."""
        if "x" in self.given:
            self.given["x"][:] = values

    def operation(self, part: int, now: NDArray[np.int64]) -> Operation:
        """The source's step; each thread makes its own copy of a current."""
        arrays: dict[str, Array] = {f"{name}_all": values for name, values in self.given.items()}
        arrays |= {"words": self.words[part], "made": self.made[part], "key": self.key, "clock": self.clock}
        arrays |= {"constants": self.constants, "now": now}
        if self.is_current:
            arrays["values"] = self.values[part]
        else:
            arrays |= {"spikes": self.logs[0].spikes, "offsets": self.logs[0].offsets}
        return Operation(emitting(self.model, self.precision), self.size, arrays)


class EventArrays:
    """A stimulus that is a list of spike times in ms, each of one train or of all."""

    def __init__(self, stimulus: Stimulus, chunk: int, resolution: float, precision: str) -> None:
        self.source, self.size, self.precision = stimulus, stimulus.size, precision
        times, trains = (
            np.atleast_1d(np.asarray(stimulus.parameters.get(n, ()), np.float64)) for n in ("times", "trains")
        )
        if trains.size:
            steps, elements = times, trains.astype(np.int64)
        else:
            steps, elements = np.repeat(times, self.size), np.tile(np.arange(self.size), len(times))
        stamps = np.floor(steps / resolution + 0.5).astype(np.int64)
        spikes = np.unique(np.stack([stamps - 1, elements], axis=1), axis=0)  # one spike a step and train
        self.steps = np.ascontiguousarray(spikes[:, 0])
        self.trains = spikes[:, 1].astype(np.int32)
        self.count = np.array([len(spikes)], np.int64)
        self.logs = [SpikeLog(0, self.size, chunk)]

    def operation(self, now: NDArray[np.int64]) -> Operation:
        """The spikes of the step."""
        log = self.logs[0]
        arrays: dict[str, Array] = {"steps": self.steps, "trains": self.trains, "size": self.count, "now": now}
        arrays |= {"spikes": log.spikes, "offsets": log.offsets}
        return Operation(events(self.precision), self.size, arrays)
