"""A value as a firing rate."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import Parameter, equation
from engine.model.functions import MS_PER_S
from engine.model.sources import EncoderModel


class PoissonEncoder(EncoderModel):
    """A brighter value fires more often, at random times: a spike a step at most, with the rate's probability.

    Source: Gerstner, Kistler, Naud & Paninski (2014), Neuronal Dynamics, chapter 7,
    10.1017/CBO9781107447615.
    """

    title = "Poisson"
    category = "Rate"
    aliases = ("rate code", "Bernoulli", "random")
    code = "rate"

    max_rate = Parameter("Hz", r"r_{max}", "rate of the value 1", default=200.0, at_least=0.0)

    @equation
    def spike(x, u, max_rate, h):
        return u < x * max_rate * h / MS_PER_S

    @classmethod
    def error_bound(cls, signal: NDArray[np.float64], values: Mapping[str, Any], h: float) -> NDArray[np.float64]:
        """Four standard deviations of the count of spikes."""
        most = np.asarray(values["max_rate"]) * len(signal) * h / MS_PER_S
        return np.asarray(4.0 * np.sqrt(signal.mean(axis=0) / most), np.float64)
