"""A value as a firing rate without noise."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import Parameter, equation
from engine.model.functions import MS_PER_S, floor
from engine.model.sources import EncoderModel


class RegularEncoder(EncoderModel):
    """A brighter value fires more often, at equal intervals: a phase accumulator.

    Source: Rueckauer, Lungu, Hu, Pfeiffer & Liu (2017), Frontiers in Neuroscience 11, 682,
    10.3389/fnins.2017.00682 (rates without noise).
    """

    title = "Regular"
    category = "Rate"
    aliases = ("rate code", "periodic", "PeriodicEncoder", "uniform")
    code = "rate"

    max_rate = Parameter("Hz", r"r_{max}", "rate of the value 1", default=200.0, at_least=0.0)

    @equation
    def spike(x, t, h, max_rate):
        rate = x * max_rate / MS_PER_S
        return floor((t + h) * rate + 1e-6) > floor(t * rate + 1e-6)

    @classmethod
    def error_bound(cls, signal: NDArray[np.float64], values: Mapping[str, Any], h: float) -> NDArray[np.float64]:
        """A spike more or less within the sample."""
        return np.full(signal.shape[1], MS_PER_S / (np.asarray(values["max_rate"]) * len(signal) * h))
