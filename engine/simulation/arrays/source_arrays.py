"""The arrays of stimuli and encoders, and the operations that make their spikes or currents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.kernels.kernel import Array, Operation
from engine.compiling.steps.equation_text import on_arrays
from engine.model.declaration import Parameter
from engine.model.quantities import Sampled
from engine.model.sources import EncoderModel
from engine.network.description import Encoder, Stimulus
from engine.network.series import events_of, series_of
from engine.network.values import Floats, Value
from engine.sampling.randomness import key_of, step_words, stream
from engine.sampling.resolving import bounds_test, resolved_values
from engine.simulation.operations.events import sorted_spikes
from engine.simulation.operations.source_reading import (
    COMMON,
    PREPARED,
    PURPOSES,
    START,
    VALUES,
    SourceModel,
    in_time,
    model_reading,
    sampling,
)
from engine.simulation.operations.sources import emitting, normals
from engine.simulation.operations.spike_log import SpikeLog

RUNNING = (0, 0, 1)  # a stimulus is one presentation that never ends
FAR = 1 << 62  # a step and a train are one number, so that later spikes than no run reaches are as late as can be
FIRST_DRAWS = "start"  # the purpose of the stream that starts states


class SourceArrays:
    """A source whose model has equations: parameters and states (size,), values that it reads in time.

    ``clock`` is (first step of the presentation, its number, 1 while it shows), shared with the dataset. ``size``
    trains belong to ``size // trains`` channels. Every thread moves its own copy of the states of a current.
    """

    def __init__(
        self, source: Stimulus | Encoder, size: int, clock: NDArray[np.int64] | None, duration: float, chunk: int,
        resolution: float, seed: int, precision: str, threads: int, trains: int = 1, shape: tuple[int, ...] = (1,),
    ) -> None:  # fmt: skip
        self.source, self.size, self.seed, self.precision = source, size, seed, precision
        self.model: SourceModel = source.model
        self.reading = read = model_reading(self.model)
        self.parameters: Mapping[str, Parameter] = self.model.parameters()
        self.given = {name: np.zeros(size, precision) for name in read.parameters}
        self.values_of: dict[str, Value] = {
            name: source.parameters.get(name, p.default) for name, p in self.parameters.items()
        }
        for name in self.given:
            self.given[name][:] = self.resolve(name, self.values_of[name])
        self.clock = np.array(RUNNING, np.int64) if clock is None else clock
        self.constants = np.array([resolution, duration], precision)
        self.sampled: dict[str, tuple[Array, Array]] = {}
        self.fan = np.array([trains], np.int64)
        self._shown = np.zeros(shape)
        for name in read.sampled:
            self._sample(name, self._values(name))
        self.is_current = read.output == "current"
        copies = threads if self.is_current else 1
        self.states = [{name: np.zeros(size, precision) for name in read.states} for _ in range(copies)]
        self.draws = [self._draws() for _ in range(copies)]
        self.values = [np.zeros(size, precision) for _ in range(copies)] if self.is_current else []
        self.logs = [] if self.is_current else [SpikeLog(0, size, chunk)]
        self.restart()

    def _draws(self) -> dict[str, Array]:
        arrays: dict[str, Array] = {}
        for draw in self.reading.draws:
            arrays[f"words_{draw}"] = np.zeros(4 * (1 if draw == COMMON else self.size), np.uint32)
            arrays[f"made_{draw}"] = np.full(2, -1, np.int64)
            arrays[f"key_{draw}"] = np.array(key_of(self.seed, stream(self.source.id, PURPOSES[draw])), np.uint32)
        return arrays

    def _values(self, name: str) -> Array:
        """The values in time that an equation reads by this name."""
        if name == VALUES:
            return self._shown
        if name == PREPARED:
            assert issubclass(self.model, EncoderModel)
            values = {p: self.resolve(p, v) for p, v in self.values_of.items()}
            resolution, duration = (float(c) for c in self.constants)
            return self.model.prepared(in_time(self._shown, round(duration / resolution)), values, resolution)
        assert isinstance(self.source, Stimulus)
        given = series_of(self.source, name)
        return given[:, 0] if given.ndim == 2 and given.shape[1] == 1 else given

    def _sample(self, name: str, values: Array) -> None:
        """Keep the values of a series in time, and how to find the one of a step."""
        self.sampled[name] = (
            np.ascontiguousarray(values, self.precision).reshape(-1),
            sampling(values, self._per_step(name, len(values)), self.size),
        )

    def _per_step(self, name: str, count: int) -> float:
        """Values that go by in a step; the values of one sample fill the time in which it is shown."""
        resolution, duration = (float(c) for c in self.constants)
        if name in (VALUES, PREPARED):
            return count * resolution / duration
        series = self.model.series()[name]
        assert isinstance(series, Sampled)
        return resolution / float(self.values_of[series.interval])  # type: ignore[arg-type]  # one number, by law

    def resolve(self, name: str, value: Value) -> float | Floats:
        """A parameter's value as a number or an array (size,)."""
        return resolved_values(value, self.size, self.seed, self.source.id, name, bounds_test(self.parameters[name]))

    def set_value(self, name: str, value: Value) -> None:
        """Change one parameter in place."""
        self.values_of[name] = value
        if name in self.given:
            self.given[name][:] = self.resolve(name, value)
        for series, (_, rule) in self.sampled.items():
            rule[0] = self._per_step(series, int(rule[1]))
        self.show(self._shown)

    def show(self, values: Floats) -> None:
        """The sample's values (channels,) or (times, channels) that an encoder turns into spikes or currents."""
        self._shown = values
        for name in (VALUES, PREPARED):
            if name in self.sampled:
                self.sampled[name][0][:] = self._values(name).reshape(-1)

    def restart(self) -> None:
        """Every state as it is at the start of a presentation, which the clock numbers."""
        for name, state in self.model.states().items():
            if f"{name}{START}" in self.model.equations:
                value: Any = self._started(f"{name}{START}")
            else:
                value = self.given[state.start] if isinstance(state.start, str) else state.start
            for copy in self.states:
                copy[name][:] = value

    def _started(self, name: str) -> Any:
        known: dict[str, Any] = {p: self.resolve(p, v) for p, v in self.values_of.items()}
        known |= {"h": self.constants[0], "duration": self.constants[1]}
        channel, unit = np.divmod(np.arange(self.size), int(self.fan[0]))
        known["unit"] = unit.astype(self.precision)
        for series, (values, rule) in self.sampled.items():
            known[series] = values[int(rule[3]) * (channel if series == VALUES else np.arange(self.size))]
        number = stream(self.source.id, FIRST_DRAWS)
        known["z"] = normals(step_words(self.seed, number, int(self.clock[1]), 0, self.size)[0], self.precision)
        function = getattr(on_arrays(self.model, self.precision), name)
        return function(*(known[a] for a in self.model.equations[name].arguments))

    def share(self) -> None:
        """Give every thread the states of the first."""
        for copy in self.states[1:]:
            for name, state in copy.items():
                state[:] = self.states[0][name]

    def mutable(self) -> dict[tuple[str, str], Array]:
        """The states, which running changes."""
        return {(self.source.id, f"state {name}"): state for name, state in self.states[0].items()}

    def operation(self, part: int, now: NDArray[np.int64]) -> Operation:
        """The source's step; each thread makes its own copy of a current."""
        arrays: dict[str, Array] = {f"{name}_all": values for name, values in self.given.items()}
        arrays |= {f"{name}_all": state for name, state in self.states[part].items()}
        for name, (values, rule) in self.sampled.items():
            arrays |= {f"{name}_all": values, f"{name}_sampling": rule}
        arrays |= self.draws[part]
        arrays |= {"fan": self.fan, "clock": self.clock, "constants": self.constants, "now": now}
        if self.is_current:
            arrays["values"] = self.values[part]
        else:
            arrays |= {"spikes": self.logs[0].spikes, "offsets": self.logs[0].offsets}
        return Operation(emitting(self.model, self.precision), self.size, arrays)


class EventArrays:
    """A stimulus that is a list of spike times in ms, each of one train or of all."""

    def __init__(self, stimulus: Stimulus, chunk: int, resolution: float, precision: str) -> None:
        self.source, self.size, self.precision = stimulus, stimulus.size, precision
        self.model, self.values = stimulus.model, list[Array]()
        times, trains = events_of(stimulus)
        if trains.size:
            steps, elements = times, trains.astype(np.int64)
        else:
            steps, elements = np.repeat(times, self.size), np.tile(np.arange(self.size), len(times))
        stamps = np.clip(np.floor(steps / resolution + 0.5), 0.0, FAR // max(self.size, 1)).astype(np.int64)
        spikes = np.unique((stamps - 1) * self.size + elements)  # one a step and train; rows would be sorted alone
        self.steps, trains = np.divmod(spikes, max(self.size, 1))
        self.trains = trains.astype(np.int32)
        self.count = np.array([len(spikes)], np.int64)
        self.logs = [SpikeLog(0, self.size, chunk)]

    def mutable(self) -> dict[tuple[str, str], Array]:
        """Nothing: a list of spikes remembers nothing."""
        return {}

    def share(self) -> None:
        """Nothing to share between threads."""

    def operation(self, now: NDArray[np.int64]) -> Operation:
        """The spikes of the step."""
        log = self.logs[0]
        arrays: dict[str, Array] = {"steps": self.steps, "trains": self.trains, "size": self.count, "now": now}
        arrays |= {"reached": np.zeros(1, np.int64), "spikes": log.spikes, "offsets": log.offsets}
        return Operation(sorted_spikes(self.precision), self.size, arrays)
