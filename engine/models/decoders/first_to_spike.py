"""The neuron that fires before all others."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import Choice
from engine.model.decoding import DecoderModel, Memory

LOWER, MORE = "lower number", "more spikes"


class FirstToSpike(DecoderModel):
    """The first neuron to fire in the window takes it all; what comes later changes nothing.

    Of several that fire in one step, the one of the lower number wins, or the one with more spikes by the end.

    Source: Mozafari, Kheradpisheh, Masquelier, Nowzari-Dalini & Ganjtabesh (2018), First-spike-based visual
    categorization using reward-modulated STDP, IEEE Transactions on Neural Networks and Learning Systems 29, 6178-6190,
    10.1109/TNNLS.2018.2826721.
    """

    title = "First to spike"
    category = "Timing"
    aliases = ("winner takes all", "first spike", "race")

    tie = Choice((LOWER, MORE), "who wins of those that fire first in one step", default=LOWER)

    @classmethod
    def memory(cls, shape: tuple[int, ...], values: Mapping[str, Any]) -> Memory:
        return {"first": np.full(shape, np.inf), "n": np.zeros(shape)}

    @classmethod
    def add_spikes(cls, memory: Memory, at: tuple[NDArray[Any], ...], t: float, values: Mapping[str, Any]) -> None:
        memory["first"][at] = np.minimum(memory["first"][at], t)
        memory["n"][at] += 1.0

    @classmethod
    def scores(cls, memory: Memory, t: float, duration: float, values: Mapping[str, Any]) -> NDArray[np.float64]:
        """1 for the winner, 0 for all others and for silence."""
        first = memory["first"]
        earliest = np.isfinite(first) & (first == first.min(axis=-1, keepdims=True))
        rank = np.where(earliest, memory["n"] if values["tie"] == MORE else 1.0, -1.0)
        winner = np.arange(first.shape[-1]) == np.argmax(rank, axis=-1, keepdims=True)
        return np.where(winner & earliest, 1.0, 0.0)
