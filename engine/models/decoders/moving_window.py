"""A signal made again from its distances to its own mean."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import SharedParameter
from engine.model.decoding import DecoderModel, Gives, Memory

AT_REST = 1e-12  # between the values of a window that silence no longer changes


class MovingWindow(DecoderModel):
    """Of every two neurons, one puts a value a threshold above the mean of its last moments, the other below it.

    In silence the value is that mean.

    Source: Petro, Kasabov & Kiss (2020), Selection and optimization of temporal spike encoding methods for spiking
    neural networks, IEEE Transactions on Neural Networks and Learning Systems 31, 358-370,
    10.1109/TNNLS.2019.2906158 (the encoding), solved here for the signal.
    """

    title = "Moving window"
    category = "Signal"
    aliases = ("MW", "running mean", "baseline", "reconstruction")
    inverts = "distance from the mean"
    gives = Gives.VALUE
    fan_in = 2

    window = SharedParameter("ms", "T_w", "time over which the mean is taken", default=5.0, above=0.0)
    threshold = SharedParameter("1", r"\theta", "distance of a spike", default=0.05, above=0.0)
    x_0 = SharedParameter("1", "x_0", "value as the window opens", default=0.5)

    @classmethod
    def memory(cls, shape: tuple[int, ...], values: Mapping[str, Any]) -> Memory:
        steps = max(round(float(values["window"]) / float(values["h"])), 1)
        start = float(values["x_0"])
        return {"x": np.full((*shape[:-1], shape[-1] // cls.fan_in, steps), start), "step": np.zeros(1)}

    @classmethod
    def add_spikes(cls, memory: Memory, at: tuple[NDArray[Any], ...], t: float, values: Mapping[str, Any]) -> None:
        step = round(t / float(values["h"]))
        cls._pass(memory, step - 1)
        channel, falls = np.divmod(at[-1], cls.fan_in)
        away = np.zeros(memory["x"].shape[:-1])
        np.add.at(away, (*at[:-1], channel), float(values["threshold"]) * (1.0 - 2.0 * falls))
        cls._put(memory, step, away)

    @classmethod
    def scores(cls, memory: Memory, t: float, duration: float, values: Mapping[str, Any]) -> NDArray[np.float64]:
        """The value (..., channels) of every two neurons now."""
        now = {name: array.copy() for name, array in memory.items()}
        cls._pass(now, round(t / float(values["h"])))
        x = now["x"]
        result: NDArray[np.float64] = x[..., (int(now["step"][0]) - 1) % x.shape[-1]]
        return result

    @classmethod
    def _put(cls, memory: Memory, step: int, away: NDArray[np.float64] | float) -> None:
        x = memory["x"]
        x[..., (step - 1) % x.shape[-1]] = x.mean(axis=-1) + away
        memory["step"][0] = step

    @classmethod
    def _pass(cls, memory: Memory, until: int) -> None:
        """The silent steps before ``until`` ends."""
        x = memory["x"]
        for step in range(int(memory["step"][0]) + 1, until + 1):
            if np.ptp(x, axis=-1).max(initial=0.0) <= AT_REST:
                x[...] = x.mean(axis=-1, keepdims=True)
                memory["step"][0] = until
                return
            cls._put(memory, step, 0.0)
