"""The neuron that fires before all others."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import Choice
from engine.model.decoding import DecoderModel, Memory

LOWER, MORE, HIGHEST = "lower number", "more spikes", "highest membrane"


class FirstToSpike(DecoderModel):
    """The first neuron to fire in the window takes it all; what comes later changes nothing.

    Of several that fire in one step, the one of the lower number wins, or the one with more spikes by the end. Where
    none fires, it is the one of the lower number too, or the one whose membrane is highest at the end.

    Source: Mozafari, Kheradpisheh, Masquelier, Nowzari-Dalini & Ganjtabesh (2018), First-spike-based visual
    categorization using reward-modulated STDP, IEEE Transactions on Neural Networks and Learning Systems 29, 6178-6190,
    10.1109/TNNLS.2018.2826721; Mozafari, Ganjtabesh, Nowzari-Dalini & Masquelier (2019), SpykeTorch, Frontiers in
    Neuroscience 13, 625, 10.3389/fnins.2019.00625 (the highest potential of the last step).
    """

    title = "First to spike"
    category = "Timing"
    aliases = ("winner takes all", "first spike", "race")

    tie = Choice((LOWER, MORE), "who wins of those that fire first in one step", default=LOWER)
    silence = Choice((LOWER, HIGHEST), "who wins where none fires", default=LOWER)

    @classmethod
    def reads_values(cls, values: Mapping[str, Any]) -> bool:
        return bool(cls.chosen(values, "silence") == HIGHEST)

    @classmethod
    def memory(cls, shape: tuple[int, ...], values: Mapping[str, Any]) -> Memory:
        membranes = {"y": np.zeros(shape)} if cls.reads_values(values) else {}
        return {"first": np.full(shape, np.inf), "n": np.zeros(shape), **membranes}

    @classmethod
    def add_spikes(cls, memory: Memory, at: tuple[NDArray[Any], ...], t: float, values: Mapping[str, Any]) -> None:
        memory["first"][at] = np.minimum(memory["first"][at], t)
        memory["n"][at] += 1.0

    @classmethod
    def scores(cls, memory: Memory, t: float, duration: float, values: Mapping[str, Any]) -> NDArray[np.float64]:
        """1 for the winner, 0 for all others; in silence for all, unless the window is over and membranes decide."""
        first = memory["first"]
        earliest = first.min(axis=-1, keepdims=True)
        has_fired, by_membrane = np.isfinite(earliest), cls.reads_values(values) and t >= duration
        by = memory["n"] if values["tie"] == MORE else np.ones(first.shape)
        if by_membrane:
            by = np.where(has_fired, by, memory["y"])
        rank = np.where(first == earliest, by, -np.inf)
        winner = np.arange(first.shape[-1]) == np.argmax(rank, axis=-1, keepdims=True)
        return np.where(winner & (has_fired | by_membrane), 1.0, 0.0)
