"""A value as the time of one spike."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import equation
from engine.model.functions import floor
from engine.model.sources import EncoderModel


class LatencyEncoder(EncoderModel):
    """A brighter value fires earlier, once per sample; the value 0 never fires.

    The spike falls into the step that holds the time (1 - x) of the sample's, so its time does not depend on the step.
    (The linear latency of snnTorch takes the nearest step to (1 - x) of the last one: it may lie one step earlier.)

    Source: Thorpe, Delorme & Van Rullen (2001), Neural Networks 14, 715-725, 10.1016/S0893-6080(01)00083-1,
    here with a time that falls linearly with the value.
    """

    title = "Latency"
    category = "Timing"
    aliases = ("time to first spike", "TTFS", "temporal code")
    code = "latency"

    @equation
    def spike(x, t, h, duration):
        onset = floor((1 - x) * duration / h + 1e-6) * h
        return (onset - h / 2 <= t) & (t < onset + h / 2) & (x > 0)

    @classmethod
    def error_bound(cls, signal: NDArray[np.float64], values: Mapping[str, Any], h: float) -> NDArray[np.float64]:
        """One step of the sample's time."""
        return np.full(signal.shape[1], 1.0 / len(signal))
