"""The rate at which neurons fire."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.decoding import CountingDecoder, Memory
from engine.model.functions import MS_PER_S


class FiringRate(CountingDecoder):
    """Spikes per second since the window opened; the neuron with the highest rate gives the answer.

    Source: Gerstner, Kistler, Naud & Paninski (2014), Neuronal Dynamics, chapter 7,
    10.1017/CBO9781107447615 (rate as a spike count).
    """

    title = "Firing rate"
    category = "Rate"
    aliases = ("rate", "mean rate", "Hz")
    inverts = "rate"

    @classmethod
    def scores(cls, memory: Memory, t: float, duration: float, values: Mapping[str, Any]) -> NDArray[np.float64]:
        """Hz of each neuron."""
        return memory["n"] * MS_PER_S / t if t > 0.0 else 0.0 * memory["n"]

    @classmethod
    def value(cls, scores: NDArray[np.float64], encoder: Mapping[str, Any]) -> NDArray[np.float64]:
        return scores / float(encoder["max_rate"])
