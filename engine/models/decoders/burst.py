"""The number of spikes of a burst, and how close they are."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import SharedParameter
from engine.model.decoding import DecoderModel, Memory

SHORTEST = 1e-9  # ms between the two intervals; where they are equal only the count tells


class Burst(DecoderModel):
    """A burst of more spikes, at shorter intervals, is a larger value: its intervals tell it, its count about where.

    Source: Guo, Fouda, Eltawil & Salama (2021), Neural coding in spiking neural networks, Frontiers in
    Neuroscience 15, 638474, 10.3389/fnins.2021.638474 (burst coding), solved here for the value.
    """

    title = "Burst"
    category = "Timing"
    aliases = ("burst code", "inter-spike interval", "ISI code")
    inverts = "burst"

    N_max = SharedParameter("1", r"N_{max}", "spikes of the value 1", default=5.0, at_least=1.0, integer=True)
    T_min = SharedParameter("ms", r"T_{min}", "interval of the value 1", default=2.0, above=0.0)
    T_max = SharedParameter("ms", r"T_{max}", "interval of the faintest value", default=8.0, above=0.0)

    @classmethod
    def memory(cls, shape: tuple[int, ...], values: Mapping[str, Any]) -> Memory:
        return {name: np.zeros(shape) for name in ("n", "first", "last")}

    @classmethod
    def add_spikes(cls, memory: Memory, at: tuple[NDArray[Any], ...], t: float, values: Mapping[str, Any]) -> None:
        memory["first"][at] = np.where(memory["n"][at] == 0.0, t, memory["first"][at])
        memory["last"][at] = t
        memory["n"][at] += 1.0

    @classmethod
    def scores(cls, memory: Memory, t: float, duration: float, values: Mapping[str, Any]) -> NDArray[np.float64]:
        """The value of each neuron's burst, 0 for silence; half way between two counts where there is no interval."""
        n, most = memory["n"], float(values["N_max"])
        between = float(values["T_max"]) - float(values["T_min"])
        low, high = np.minimum((n - 1.0) / most, 1.0), np.minimum(n / most, 1.0)
        interval = (memory["last"] - memory["first"]) / np.maximum(n - 1.0, 1.0)
        told = (n > 1.0) & (abs(between) > SHORTEST)
        by_interval = (float(values["T_max"]) - interval + float(values["h"]) / 2.0) / (between if between else 1.0)
        by_count = (low + high) / 2.0
        return np.where(n > 0.0, np.clip(np.where(told, by_interval, by_count), low, high), 0.0)
