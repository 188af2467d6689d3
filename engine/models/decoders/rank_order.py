"""The order in which neurons fire."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import SharedParameter
from engine.model.decoding import DecoderModel, Memory


class RankOrder(DecoderModel):
    """Each neuron that fires after another scores less by a factor; times do not matter, only their order.

    Neurons that first fire in one step share a rank.

    Source: Thorpe & Gautrais (1998), Rank order coding, Computational Neuroscience: Trends in Research, 113-118,
    10.1007/978-1-4615-4831-7_19.
    """

    title = "Rank order"
    category = "Timing"
    aliases = ("ROC", "order code", "rank")
    inverts = "rank"

    modulation = SharedParameter("1", "m", "score of each rank over the one before", default=0.9, above=0.0, below=1.0)

    @classmethod
    def memory(cls, shape: tuple[int, ...], values: Mapping[str, Any]) -> Memory:
        return {"rank": np.full(shape, -1.0)}

    @classmethod
    def add_spikes(cls, memory: Memory, at: tuple[NDArray[Any], ...], t: float, values: Mapping[str, Any]) -> None:
        rank = memory["rank"]
        before = np.broadcast_to((rank >= 0.0).sum(axis=-1, keepdims=True), rank.shape)[at]
        rank[at] = np.where(rank[at] < 0.0, before, rank[at])

    @classmethod
    def scores(cls, memory: Memory, t: float, duration: float, values: Mapping[str, Any]) -> NDArray[np.float64]:
        """1 for the first, less by the factor for each neuron before, 0 for silence."""
        rank = memory["rank"]
        return np.where(rank >= 0.0, float(values["modulation"]) ** np.maximum(rank, 0.0), 0.0)
