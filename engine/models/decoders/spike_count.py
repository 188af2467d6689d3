"""The neuron that fires most."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.decoding import DecoderModel, Memory


class SpikeCount(DecoderModel):
    """The neuron that fires most often in the window gives the answer.

    Source: Gerstner, Kistler, Naud & Paninski (2014), Neuronal Dynamics, chapter 7,
    10.1017/CBO9781107447615 (rate as a spike count).
    """

    title = "Spike count"
    category = "Rate"
    aliases = ("argmax", "votes", "majority")

    @classmethod
    def memory(cls, shape: tuple[int, ...], values: Mapping[str, Any]) -> Memory:
        return {"n": np.zeros(shape)}

    @classmethod
    def hear(cls, memory: Memory, at: tuple[NDArray[Any], ...], t: float, values: Mapping[str, Any]) -> None:
        memory["n"][at] += 1.0

    @classmethod
    def hear_all(
        cls, memory: Memory, fired: NDArray[np.bool_], times: NDArray[np.float64], values: Mapping[str, Any]
    ) -> None:
        memory["n"] += fired.sum(axis=0)

    @classmethod
    def scores(cls, memory: Memory, t: float, duration: float, values: Mapping[str, Any]) -> NDArray[np.float64]:
        """Spikes of each neuron."""
        return memory["n"].copy()
