"""The neuron that fires most."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.decoding import CountingDecoder, Memory


class SpikeCount(CountingDecoder):
    """The neuron that fires most often in the window gives the answer.

    Source: Gerstner, Kistler, Naud & Paninski (2014), Neuronal Dynamics, chapter 7,
    10.1017/CBO9781107447615 (rate as a spike count).
    """

    title = "Spike count"
    category = "Rate"
    aliases = ("argmax", "votes", "majority")

    @classmethod
    def scores(cls, memory: Memory, t: float, duration: float, values: Mapping[str, Any]) -> NDArray[np.float64]:
        """Spikes of each neuron."""
        return memory["n"].copy()
