"""A signal made again by a filter of its spikes."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import SharedParameter
from engine.model.decoding import DecoderModel, Gives, Memory
from engine.model.raised_cosine import raised_cosine


class FIRFilter(DecoderModel):
    """Every spike adds one wave of a raised cosine to its neuron's value; a neuron that fires in every step says 1.

    Source: Schrauwen & Van Campenhout (2003), BSA, a fast and accurate spike train encoding scheme, IJCNN 2003,
    2825-2830, 10.1109/IJCNN.2003.1224019.
    """

    title = "FIR filter"
    category = "Signal"
    aliases = ("BSA", "convolution", "finite impulse response", "raised cosine", "reconstruction")
    inverts = "filtered spikes"
    gives = Gives.VALUE

    width = SharedParameter("ms", "T_f", "length of the filter", default=5.0, above=0.0)

    @classmethod
    def memory(cls, shape: tuple[int, ...], values: Mapping[str, Any]) -> Memory:
        count = len(raised_cosine(float(values["width"]), float(values["h"])))
        return {"spikes": np.zeros((*shape, count)), "filled": np.full(count, -np.inf)}

    @classmethod
    def add_spikes(cls, memory: Memory, at: tuple[NDArray[Any], ...], t: float, values: Mapping[str, Any]) -> None:
        step = round(t / float(values["h"]))
        slot = step % len(memory["filled"])
        if memory["filled"][slot] != step:
            memory["spikes"][..., slot] = 0.0
            memory["filled"][slot] = step
        memory["spikes"][..., slot][at] += 1.0

    @classmethod
    def scores(cls, memory: Memory, t: float, duration: float, values: Mapping[str, Any]) -> NDArray[np.float64]:
        """The value of each neuron now."""
        taps = raised_cosine(float(values["width"]), float(values["h"]))
        age = round(t / float(values["h"])) - memory["filled"]
        weights = np.where(age < len(taps), taps[np.minimum(age, len(taps) - 1).astype(np.int64)], 0.0)
        result: NDArray[np.float64] = (memory["spikes"] * weights).sum(axis=-1)
        return result
