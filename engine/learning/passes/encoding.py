"""Encoded samples, for many presentations at once: exactly what a run would show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.functions.normal_numpy import standard_normal
from engine.compiling.steps.equation_text import on_arrays
from engine.network.description import Encoder, NetworkDescription
from engine.sampling.randomness import LANES as LANES
from engine.sampling.randomness import stream, uniform_blocks
from engine.sampling.resolving import encoder_values
from engine.simulation.arrays.source_arrays import FIRST_DRAWS
from engine.simulation.operations.source_reading import (
    COMMON,
    PREPARED,
    PURPOSES,
    START,
    VALUES,
    in_time,
    model_reading,
)

Array = NDArray[Any]


class Encoding:
    """One encoder's equations on arrays (steps, presentations, trains); step by step where it has states."""

    def __init__(self, description: NetworkDescription, encoder: Encoder, channels: int, steps: int, seed: int) -> None:
        self.encoder, self.steps, self.seed = encoder, steps, seed
        self.reading = model_reading(encoder.model)
        self._fan = encoder.model.trains(encoder.parameters)
        self.trains = channels * self._fan
        self._h, self._duration = description.resolution, steps * description.resolution
        self._module = on_arrays(encoder.model, "float64")
        self._values = encoder_values(description, encoder.id, self.trains, seed)
        self._by_chance = bool(self.reading.draws or self.reading.states)  # states may start by chance
        self._last: tuple[Array, Array] | None = None

    def encoded(self, values: Array, presentations: NDArray[np.int64], dtype: Any) -> Array:
        """Spikes, 0 or 1, or currents, (steps or 1, presentations, trains), of ``values`` (…, channels).

        Signals are (presentations, times, channels). The same samples again, encoded without chance, are not
        encoded anew: the array is to be read only.
        """
        last = self._last
        if last is not None and last[1].dtype == np.dtype(dtype) and np.array_equal(last[0], values):
            return last[1]
        sent = next(self.pieces(values, presentations, dtype, self.steps))
        if not self._by_chance:
            self._last = values, sent
        return sent

    def current(self, values: Array, presentations: NDArray[np.int64], dtype: Any) -> Array:
        """Currents (rows, presentations, trains): a row for each time of ``values``, where they alone change it.

        Else one for each step, or one for all; :func:`~engine.simulation.operations.source_reading.in_time` holds them.
        """
        read = set(self.encoder.model.equations[self.reading.output].arguments)
        if values.ndim < 3 or read & {"t", PREPARED, *self.reading.draws, *self.reading.states}:
            return self.encoded(values, presentations, dtype)
        times = np.repeat(values.transpose(1, 0, 2), self._fan, axis=2)
        result = self._value(self.reading.output, self._constants() | {VALUES: times})
        return np.ascontiguousarray(np.broadcast_to(result, times.shape), dtype)

    def pieces(self, values: Array, presentations: NDArray[np.int64], dtype: Any, room: int) -> Iterator[Array]:
        """The same, at most ``room`` steps at a time: a multiple of :data:`LANES`, or all."""
        for first, result in zip(range(0, self.steps, room), self.results(values, presentations, room), strict=True):
            rows = min(room, self.steps - first) if self.reading.output == "spike" else len(result)
            yield np.ascontiguousarray(np.broadcast_to(result, (rows, len(values), self.trains)), dtype)

    def results(self, values: Array, presentations: NDArray[np.int64], room: int) -> Iterator[Array]:
        """The same, with one row for all where nothing changes with time, and one for all trains."""
        signals = values if values.ndim == 3 else values[:, None, :]
        known = self._constants()
        prepared = None
        if PREPARED in self.reading.sampled:
            prepared = self._all_prepared(signals)
        states: dict[str, Any] | None = None
        for first in range(0, self.steps, room):
            last = min(first + room, self.steps)
            now = known | self._moving(signals, presentations, first, last)
            if prepared is not None:
                now[PREPARED] = prepared[first:last] if len(prepared) > 1 else prepared
            if self.reading.states:
                states = self._started(now, signals, presentations) if states is None else states
                result, states = self._in_turn(now, states, last - first)
            else:
                result = np.asarray(self._value(self.reading.output, now))
            yield result

    def _constants(self) -> dict[str, Any]:
        """Values that no step and no sample changes."""
        unit = np.tile(np.arange(self._fan, dtype=np.float64), self.trains // self._fan)
        return {**self._values, "h": self._h, "duration": self._duration, "unit": unit}

    def _value(self, name: str, known: dict[str, Any]) -> Any:
        return getattr(self._module, name)(*(known[a] for a in self.encoder.model.equations[name].arguments))

    def _moving(self, signals: Array, presentations: NDArray[np.int64], first: int, last: int) -> dict[str, Any]:
        """Values that differ between steps: time, random numbers and signals, (steps or 1, presentations, trains)."""
        moving: dict[str, Any] = {"t": (np.arange(first, last) * self._h)[:, None, None]}
        times = signals.transpose(1, 0, 2)
        shown = in_time(times, self.steps, first, last) if len(times) > 1 else times
        moving[VALUES] = np.repeat(shown, self._fan, axis=2)
        for draw in self.reading.draws:
            uniforms = self._uniforms(draw, presentations, first, last)
            moving[draw] = standard_normal(uniforms) if draw == "z" else uniforms
        return moving

    def _uniforms(self, draw: str, presentations: NDArray[np.int64], first: int, last: int) -> Array:
        count = 1 if draw == COMMON else self.trains
        number = stream(self.encoder.id, PURPOSES[draw])
        return uniform_blocks(self.seed, number, presentations, count, last - first, first)

    def _all_prepared(self, signals: Array) -> Array:
        """The values made of whole signals (presentations, times, channels): (steps or 1, presentations, trains)."""
        made = map(self._prepared, signals)
        first = next(made)
        result = np.empty((len(first), len(signals), first.shape[1]), first.dtype)
        result[:, 0] = first
        for number, one in enumerate(made, 1):
            result[:, number] = one
        return result

    def _prepared(self, signal: Array) -> Array:
        return self.encoder.model.prepared(in_time(signal, self.steps), self._values, self._h)

    def _in_turn(self, known: dict[str, Any], states: dict[str, Any], steps: int) -> tuple[Array, dict[str, Any]]:
        """The output of every step, with states that move from one to the next, and where they end."""
        read, moving = self.reading, {name: value for name, value in known.items() if np.ndim(value) == 3}
        shape = (moving[VALUES].shape[1], self.trains)
        result = np.empty((steps, *shape))
        for k in range(steps):
            now = known | {name: value[min(k, len(value) - 1)] for name, value in moving.items()} | states
            sent = result[k] = np.broadcast_to(self._value(read.output, now), shape)
            now |= {s: self._value(f"{s}_next", now) for s in read.maps}
            reset = {s: np.where(sent, self._value(f"{s}_after_spike", now), now[s]) for s in read.resets}
            states = {s: reset.get(s, now[s]) for s in read.states}
        return result, states

    def _started(self, known: dict[str, Any], signals: Array, presentations: NDArray[np.int64]) -> dict[str, Any]:
        number = stream(self.encoder.id, FIRST_DRAWS)
        first = known | {VALUES: np.repeat(signals[:, 0], self._fan, axis=1)}
        first["z"] = standard_normal(uniform_blocks(self.seed, number, presentations, self.trains, 1)[0])
        states: dict[str, Any] = {}
        for name, state in self.encoder.model.states().items():
            if f"{name}{START}" in self.encoder.model.equations:
                states[name] = self._value(f"{name}{START}", first)
            else:
                states[name] = self._values[state.start] if isinstance(state.start, str) else state.start
        return states
