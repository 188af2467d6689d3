"""The current that made a leaky neuron fire first when it did."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import SharedParameter
from engine.model.decoding import FirstSpikeDecoder, Memory

AT_ONCE = 1e-6  # of a step


class LogarithmicTimeToFirstSpike(FirstSpikeDecoder):
    """The earlier a neuron's first spike in the window, the higher it scores, as a leaky neuron's current would.

    Source: Gerstner & Kistler (2002), Spiking Neuron Models, section 4.1, 10.1017/CBO9780511815706, solved for the
    current.
    """

    title = "First spike, logarithmic"
    category = "Timing"
    aliases = ("time to first spike", "TTFS", "latency", "log latency")
    inverts = "logarithmic latency"

    tau = SharedParameter("ms", r"\tau", "time constant", default=5.0, above=0.0)
    threshold = SharedParameter("1", r"x_{th}", "value below which nothing fires", default=0.01, above=0.0, below=1.0)

    @classmethod
    def scores(cls, memory: Memory, t: float, duration: float, values: Mapping[str, Any]) -> NDArray[np.float64]:
        """1 for a spike in the first step, falling toward the threshold, 0 without a spike."""
        passed = memory["first"] - float(values["h"])
        late = np.isfinite(passed) & (passed > AT_ONCE * float(values["h"]))
        value = -float(values["threshold"]) / np.expm1(-np.where(late, passed, 1.0) / float(values["tau"]))
        return np.where(late, np.minimum(value, 1.0), np.where(np.isfinite(passed), 1.0, 0.0))
