"""A signal against its own recent mean."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import Parameter, SharedParameter, equation
from engine.model.functions import where
from engine.model.sources import EncoderModel


class MovingWindowEncoder(EncoderModel):
    """Two trains a channel fire while the signal is a threshold above, or below, its mean of the window before.

    Source: Petro, Kasabov & Kiss (2020), Selection and optimization of temporal spike encoding methods for spiking
    neural networks, IEEE Transactions on Neural Networks and Learning Systems 31, 358-370,
    10.1109/TNNLS.2019.2906158.
    """

    title = "Moving window"
    category = "Signal"
    aliases = ("MW", "running mean", "baseline")
    code = "distance from the mean"
    fan_out = 2
    needs_motion = True

    window = SharedParameter("ms", "T_w", "time over which the mean is taken", default=5.0, above=0.0)
    threshold = Parameter("1", r"\theta", "distance that fires", default=0.05, above=0.0)

    @classmethod
    def prepared(cls, signal: NDArray[np.float64], values: Mapping[str, Any], h: float) -> NDArray[np.float64]:
        """The distance (steps, trains) of the signal from its mean; before the first value it stood still."""
        steps = max(round(float(values["window"]) / h), 1)
        longer = np.concatenate([np.repeat(signal[:1], steps, axis=0), signal])
        total = np.concatenate([np.zeros((1, signal.shape[1])), np.cumsum(longer, axis=0)])
        mean = (total[steps:-1] - total[: -steps - 1]) / steps
        return np.repeat(signal - mean, cls.fan_out, axis=1)

    @equation
    def spike(y, unit, threshold):
        return where(unit < 1, y, -y) > threshold

    @classmethod
    def error_bound(cls, signal: NDArray[np.float64], values: Mapping[str, Any], h: float) -> NDArray[np.float64]:
        """The error of the distance from the mean, now and in the mean itself: errors add up."""
        steps, threshold = max(round(float(values["window"]) / h), 1), np.asarray(values["threshold"])
        distance = np.abs(cls.prepared(signal, values, h)[:, :: cls.fan_out])
        told_wrong = np.where(distance > threshold, distance - threshold, distance)
        bound = np.zeros((steps + len(signal), signal.shape[1]))
        for k, wrong in enumerate(told_wrong):
            bound[steps + k] = bound[k : k + steps].mean(axis=0) + wrong
        return bound[steps:]
