"""A signal as steps of a staircase that follows it."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import Parameter, State, equation
from engine.model.functions import where
from engine.model.sources import EncoderModel


class StepForwardEncoder(EncoderModel):
    """Two trains a channel move a baseline up or down by a threshold whenever the signal has left it by more.

    The staircase stays within one threshold of a signal that moves by less than a threshold a step.

    Source: Kasabov et al. (2016), Evolving spatio-temporal data machines, Neural Networks 78, 1-14,
    10.1016/j.neunet.2015.09.011 (step-forward encoding).
    """

    title = "Step-forward"
    category = "Signal"
    aliases = ("SF", "staircase", "asynchronous delta modulation", "send on delta")
    code = "changes"
    fan_out = 2
    needs_motion = True

    threshold = Parameter("1", r"\theta", "height of a step", default=0.05, above=0.0)

    B = State("1", "B", "baseline")

    @equation
    def B_start(x):
        return x

    @equation
    def spike(x, B, unit, threshold):
        left = x - B
        return where(unit < 1, left, -left) > threshold

    @equation
    def B_next(x, B, threshold):
        return where(x - B > threshold, B + threshold, where(B - x > threshold, B - threshold, B))

    @classmethod
    def error_bound(cls, signal: NDArray[np.float64], values: Mapping[str, Any], h: float) -> NDArray[np.float64]:
        """A threshold, and what the signal moves by more than a threshold a step, until that is made good."""
        threshold = np.asarray(values["threshold"])
        change = np.abs(np.diff(signal, axis=0, prepend=signal[:1]))
        bound = np.zeros_like(signal)
        for k in range(1, len(signal)):
            bound[k] = np.maximum(bound[k - 1] + change[k] - threshold, threshold)
        return bound
