"""The neuron that fires most."""

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import DecoderModel


class SpikeCount(DecoderModel):
    """The neuron that fires most often in the window gives the answer.

    Source: Gerstner, Kistler, Naud & Paninski (2014), Neuronal Dynamics, chapter 7 (rate as a spike count).
    """

    title = "Spike count"
    category = "Rate"
    aliases = ("rate", "argmax")

    @classmethod
    def scores(cls, counts: NDArray[np.int64], first: NDArray[np.float64], duration: float) -> NDArray[np.float64]:
        """Spikes of each neuron, (..., neurons)."""
        return counts.astype(np.float64)
