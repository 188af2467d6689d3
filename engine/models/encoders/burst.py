"""A value as a burst of spikes."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import Parameter, equation
from engine.model.functions import floor
from engine.model.sources import EncoderModel


class BurstEncoder(EncoderModel):
    """A brighter value fires more spikes at shorter intervals, once per sample; the value 0 never fires.

    Source: Guo, Fouda, Eltawil & Salama (2021), Neural coding in spiking neural networks, Frontiers in
    Neuroscience 15, 638474, 10.3389/fnins.2021.638474 (burst coding).
    """

    title = "Burst"
    category = "Timing"
    aliases = ("burst code", "inter-spike interval", "ISI code")
    code = "burst"

    N_max = Parameter("1", r"N_{max}", "spikes of the value 1", default=5.0, at_least=1.0, integer=True)
    T_min = Parameter("ms", r"T_{min}", "interval of the value 1", default=2.0, above=0.0)
    T_max = Parameter("ms", r"T_{max}", "interval of the faintest value", default=8.0, above=0.0)

    @classmethod
    def lasts(cls, values: Mapping[str, Any], channels: int) -> float:
        """The longest burst of any value: so many spikes are sent by values from one share of N_max to the next."""
        most, short, long = (float(values[name]) for name in ("N_max", "T_min", "T_max"))
        ends = [(n, x / most) for n in range(1, round(most) + 1) for x in (n - 1, n)]
        return max((n - 1) * (long - (long - short) * x) for n, x in ends)

    @equation
    def spike(x, t, h, N_max, T_min, T_max):
        count = -floor(1e-6 - N_max * x)
        interval = -floor(1e-6 - (T_max - (T_max - T_min) * x) / h) * h
        number = floor(t / interval + 1e-6)
        return (number > floor((t - h) / interval + 1e-6)) & (number < count)

    @classmethod
    def error_bound(cls, signal: NDArray[np.float64], values: Mapping[str, Any], h: float) -> NDArray[np.float64]:
        """Half a step of the interval; half of the distance between two counts where there is one spike only."""
        x, most = signal[0], np.asarray(values["N_max"])
        between = np.abs(np.asarray(values["T_max"]) - np.asarray(values["T_min"]))
        told = np.minimum(h / 2.0 / np.maximum(between, 1e-9), 1.0 / most)
        return np.asarray(np.where(x <= 1.0 / most, np.where(x > 0.0, 0.5 / most, 0.0), told), np.float64)
