"""The rate that intervals between spikes say."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import Choice
from engine.model.decoding import DecoderModel, Memory
from engine.model.functions import MS_PER_S

MEAN, LAST = "mean", "last"


class InterSpikeInterval(DecoderModel):
    """The shorter the intervals between a neuron's spikes, the higher it scores: one over the mean, or over the last.

    Source: Rieke, Warland, de Ruyter van Steveninck & Bialek (1997), Spikes, section 2.1 (the rate as one over the
    interval).
    """

    title = "Inter-spike interval"
    category = "Timing"
    aliases = ("ISI", "instantaneous frequency")
    inverts = "rate"

    interval = Choice((MEAN, LAST), "which interval counts", default=MEAN)

    @classmethod
    def memory(cls, shape: tuple[int, ...], values: Mapping[str, Any]) -> Memory:
        return {name: np.zeros(shape) for name in ("n", "first", "last", "interval")}

    @classmethod
    def add_spikes(cls, memory: Memory, at: tuple[NDArray[Any], ...], t: float, values: Mapping[str, Any]) -> None:
        fresh = memory["n"][at] == 0.0
        memory["interval"][at] = np.where(fresh, 0.0, t - memory["last"][at])
        memory["first"][at] = np.where(fresh, t, memory["first"][at])
        memory["last"][at] = t
        memory["n"][at] += 1.0

    @classmethod
    def scores(cls, memory: Memory, t: float, duration: float, values: Mapping[str, Any]) -> NDArray[np.float64]:
        """Hz of each neuron; 0 with fewer than two spikes."""
        several = memory["n"] > 1.0
        number = np.where(several, memory["n"] - 1.0, 1.0)
        mean = (memory["last"] - memory["first"]) / number
        chosen = np.where(several, memory["interval"] if values["interval"] == LAST else mean, 1.0)
        return np.where(several, MS_PER_S / chosen, 0.0)

    @classmethod
    def value(cls, scores: NDArray[np.float64], encoder: Mapping[str, Any]) -> NDArray[np.float64]:
        return scores / float(encoder["max_rate"])
