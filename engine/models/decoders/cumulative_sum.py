"""A signal made again from its ups and downs."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import SharedParameter
from engine.model.decoding import DecoderModel, Gives, Memory


class CumulativeSum(DecoderModel):
    """Of every two neurons, one lifts a value by a threshold with each spike and the other lowers it.

    Source: Kasabov et al. (2016), Evolving spatio-temporal data machines, Neural Networks 78, 1-14,
    10.1016/j.neunet.2015.09.011 (the staircase of step-forward encoding).
    """

    title = "Cumulative sum"
    category = "Signal"
    aliases = ("staircase", "delta", "step-forward", "temporal contrast", "reconstruction", "integrator")
    inverts = "changes"
    gives = Gives.VALUE
    fan_in = 2

    threshold = SharedParameter("1", r"\theta", "height of a step", default=0.05, above=0.0)
    x_0 = SharedParameter("1", "x_0", "value as the window opens", default=0.5)

    @classmethod
    def memory(cls, shape: tuple[int, ...], values: Mapping[str, Any]) -> Memory:
        return {"ups": np.zeros((*shape[:-1], shape[-1] // cls.fan_in))}

    @classmethod
    def add_spikes(cls, memory: Memory, at: tuple[NDArray[Any], ...], t: float, values: Mapping[str, Any]) -> None:
        channel, falls = np.divmod(at[-1], cls.fan_in)
        np.add.at(memory["ups"], (*at[:-1], channel), 1.0 - 2.0 * falls)

    @classmethod
    def scores(cls, memory: Memory, t: float, duration: float, values: Mapping[str, Any]) -> NDArray[np.float64]:
        """The value (..., channels) of every two neurons now."""
        result: NDArray[np.float64] = float(values["x_0"]) + float(values["threshold"]) * memory["ups"]
        return result
