"""The rate as a leaky count."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import SharedParameter
from engine.model.decoding import DecoderModel, Memory
from engine.model.functions import MS_PER_S


class ExponentialRate(DecoderModel):
    """Every spike lifts a rate that decays; the neuron with the highest one gives the answer.

    Source: Dayan & Abbott (2001), Theoretical Neuroscience, section 1.2 (causal kernel), here an exponential.
    """

    title = "Exponential rate"
    category = "Rate"
    aliases = ("leaky count", "low-pass", "trace", "filtered spikes")

    tau = SharedParameter("ms", r"\tau", "memory of spikes", default=20.0, above=0.0)

    @classmethod
    def memory(cls, shape: tuple[int, ...], values: Mapping[str, Any]) -> Memory:
        return {"r": np.zeros(shape), "last": np.zeros(shape)}

    @classmethod
    def add_spikes(cls, memory: Memory, at: tuple[NDArray[Any], ...], t: float, values: Mapping[str, Any]) -> None:
        tau = float(values["tau"])
        memory["r"][at] = memory["r"][at] * np.exp((memory["last"][at] - t) / tau) + MS_PER_S / tau
        memory["last"][at] = t

    @classmethod
    def scores(cls, memory: Memory, t: float, duration: float, values: Mapping[str, Any]) -> NDArray[np.float64]:
        """Hz of each neuron, the mean over the last moments weighted by an exponential."""
        result: NDArray[np.float64] = memory["r"] * np.exp((memory["last"] - t) / float(values["tau"]))
        return result
