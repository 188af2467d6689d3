"""The neuron that fires first."""

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import DecoderModel


class TimeToFirstSpike(DecoderModel):
    """The neuron that fires first in the window gives the answer.

    Source: Thorpe, Delorme & Van Rullen (2001), Neural Networks 14, 715-725, 10.1016/S0893-6080(01)00083-1.
    """

    title = "Time to first spike"
    category = "Timing"
    aliases = ("TTFS", "latency", "first-to-spike")

    @classmethod
    def scores(cls, counts: NDArray[np.int64], first: NDArray[np.float64], duration: float) -> NDArray[np.float64]:
        """1 for a spike at the start of the window, 0 at its end, -1 without a spike; (..., neurons)."""
        return np.where(np.isfinite(first), 1.0 - first / duration, -1.0)
