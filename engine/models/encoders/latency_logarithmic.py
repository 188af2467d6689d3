"""A value as the time at which a leaky neuron would reach its threshold."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import Parameter, equation
from engine.model.functions import floor, log, maximum
from engine.model.sources import EncoderModel


class LogarithmicLatencyEncoder(EncoderModel):
    """A brighter value fires earlier, once per sample, as a leaky neuron under that current; below threshold never.

    Source: Gerstner & Kistler (2002), Spiking Neuron Models, sections 1.6 (the code) and 4.1 (its time),
    10.1017/CBO9780511815706; the latency code of snnTorch: Eshraghian et al. (2023), Proceedings of the IEEE 111,
    1016-1054, 10.1109/JPROC.2023.3308088.
    """

    title = "Latency, logarithmic"
    category = "Timing"
    aliases = ("time to first spike", "TTFS", "temporal code", "log latency")
    code = "logarithmic latency"

    tau = Parameter("ms", r"\tau", "time constant", default=5.0, above=0.0)
    threshold = Parameter("1", r"x_{th}", "value below which nothing fires", default=0.01, above=0.0, below=1.0)

    @equation
    def spike(x, t, h, tau, threshold):
        above = maximum(x - threshold, 1e-9)
        onset = h * floor(tau * log((above + threshold) / above) / h + 0.5)
        return (onset - h / 2 <= t) & (t < onset + h / 2) & (x > threshold)

    @classmethod
    def error_bound(cls, signal: NDArray[np.float64], values: Mapping[str, Any], h: float) -> NDArray[np.float64]:
        """Half a step of time, which is much of a bright value and little of a dark one; those below fire never."""
        x, tau, threshold = signal[0], np.asarray(values["tau"]), np.asarray(values["threshold"])
        above = np.maximum(x - threshold, 1e-9)
        time = tau * np.log((above + threshold) / above)
        earlier = np.maximum(time - h / 2, 1e-9)
        high = np.minimum(-threshold / np.expm1(-earlier / tau), 1.0)
        low = -threshold / np.expm1(-(time + h / 2) / tau)
        return np.asarray(np.where(x > threshold, np.maximum(high - x, x - low), x), np.float64)
