"""A decoder's memory of what it heard since its window opened, and what it makes of that."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.backends.kernels.kernel import Array
from engine.model.declaration import Payload
from engine.model.decoding import Gives
from engine.network.description import Decoder
from engine.network.values import Floats
from engine.simulation.operations.spike_log import SpikeLog


def decoder_values(decoder: Decoder, h: float) -> dict[str, Any]:
    """Every parameter and choice of a decoder, the series that are given, and the length of a step."""
    return {**decoder.model.with_defaults(decoder.parameters), "h": h}


class Window:
    """The memory of one decoder; it is written in place."""

    def __init__(self, decoder: Decoder, size: int, h: float) -> None:
        self.decoder, self.model = decoder, decoder.model
        self.values = decoder_values(decoder, h)
        self._fresh = self.model.memory((size,), self.values)
        self.memory = {name: array.copy() for name, array in self._fresh.items()}

    def add_spikes(self, logs: list[SpikeLog], chunk: int, first: int, last: int, opened: int, h: float) -> None:
        """The spikes of the steps from ``first`` to ``last`` of a chunk that began at step ``chunk``."""
        if self.model.hears is not Payload.SPIKES:
            return
        low, high = first - chunk, last - chunk
        counts = np.sum([np.diff(log.offsets[low : high + 1]) for log in logs], axis=0)
        for j in np.flatnonzero(counts) + low:
            parts = [log.spikes[log.offsets[j] : log.offsets[j + 1]] + log.low for log in logs]
            at = parts[0] if len(parts) == 1 else np.concatenate(parts)
            self.model.add_spikes(self.memory, (at,), float(chunk + j + 1 - opened) * h, self.values)

    def see(self, values: Array) -> None:
        """Take what the source sends now, for a decoder that reads it."""
        if self.model.reads_values(self.values):
            self.memory["y"][...] = values

    def scores(self, t: float, duration: float) -> Floats:
        """The scores at ``t`` ms of a window of ``duration``."""
        return np.asarray(self.model.scores(self.memory, t, duration, self.values), np.float64)

    def answer(self, scores: Floats) -> int:
        """The class, -1 where the scores are values."""
        return int(np.argmax(scores)) if self.model.gives is Gives.CLASS else -1

    def clear(self) -> None:
        for name, array in self.memory.items():
            array[...] = self._fresh[name]
