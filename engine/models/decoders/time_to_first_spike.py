"""The neuron that fires first, and how early."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.decoding import FirstSpikeDecoder, Memory


class TimeToFirstSpike(FirstSpikeDecoder):
    """The earlier a neuron's first spike in the window, the higher it scores; the first gives the answer.

    Where none fires, *First to spike* can answer by the membranes.

    Source: Thorpe, Delorme & Van Rullen (2001), Neural Networks 14, 715-725, 10.1016/S0893-6080(01)00083-1.
    """

    title = "Time to first spike"
    category = "Timing"
    aliases = ("TTFS", "latency")
    inverts = "latency"

    @classmethod
    def scores(cls, memory: Memory, t: float, duration: float, values: Mapping[str, Any]) -> NDArray[np.float64]:
        """1 for a spike at the start of the window, 0 at its end, -1 without a spike."""
        return np.where(np.isfinite(memory["first"]), 1.0 - memory["first"] / duration, -1.0)
