"""The rate within a window that moves along."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import SharedParameter
from engine.model.decoding import DecoderModel, Memory
from engine.model.functions import MS_PER_S

BINS = 50
EARLY = 1e-6  # a spike at the edge of two bins belongs to the first


class SlidingRate(DecoderModel):
    """Spikes per second within the last moments; the neuron with the highest rate gives the answer.

    The moments are counted in fifty bins, the last of which is still filling.

    Source: Dayan & Abbott (2001), Theoretical Neuroscience, section 1.2 (sliding rectangular window).
    """

    title = "Sliding rate"
    category = "Rate"
    aliases = ("moving average", "window", "instantaneous rate")

    width = SharedParameter("ms", "W", "length of the moving window", default=50.0, above=0.0)

    @classmethod
    def memory(cls, shape: tuple[int, ...], values: Mapping[str, Any]) -> Memory:
        return {"bins": np.zeros((*shape, BINS)), "filled": np.full(BINS, -1.0)}

    @classmethod
    def add_spikes(cls, memory: Memory, at: tuple[NDArray[Any], ...], t: float, values: Mapping[str, Any]) -> None:
        number = cls._bin(t, values)
        slot = int(number % BINS)
        if memory["filled"][slot] != number:
            memory["bins"][..., slot] = 0.0
            memory["filled"][slot] = number
        memory["bins"][..., slot][at] += 1.0

    @classmethod
    def scores(cls, memory: Memory, t: float, duration: float, values: Mapping[str, Any]) -> NDArray[np.float64]:
        """Hz of each neuron in the last fifty bins, fewer at the start."""
        recent = (memory["filled"] > cls._bin(t, values) - BINS) & (memory["filled"] >= 0.0)
        seen = min(t, float(values["width"]))
        counts: NDArray[np.float64] = memory["bins"][..., recent].sum(axis=-1)
        return counts * MS_PER_S / seen if seen > 0.0 else 0.0 * counts

    @classmethod
    def _bin(cls, t: float, values: Mapping[str, Any]) -> float:
        return max(float(np.ceil(t * BINS / float(values["width"]) - EARLY)) - 1.0, 0.0)
