"""Spikes that weigh as the bits of a number."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import Parameter
from engine.model.decoding import DecoderModel, Memory

BITS = 8
EARLY = 1e-6  # a spike at the end of a phase belongs to it


class Phase(DecoderModel):
    """A spike in phase 1, 2, ... 8 of a cycle weighs 1/2, 1/4, ... 1/256; the sum over a cycle is the value.

    Source: Kim, Kim, Huh, Lee & Choi (2018), Deep neural networks with weighted spikes, Neurocomputing 311,
    373-386, 10.1016/j.neucom.2018.05.087.
    """

    title = "Phase"
    category = "Timing"
    aliases = ("weighted spikes", "binary code", "bits")
    inverts = "phase"

    phase = Parameter("ms", r"T_\varphi", "time of one phase", default=1.0, above=0.0, per_element=False)

    @classmethod
    def memory(cls, shape: tuple[int, ...], values: Mapping[str, Any]) -> Memory:
        return {"sum": np.zeros(shape)}

    @classmethod
    def hear(cls, memory: Memory, at: tuple[NDArray[Any], ...], t: float, values: Mapping[str, Any]) -> None:
        number = int(np.ceil(t / float(values["phase"]) - EARLY)) - 1
        memory["sum"][at] += 0.5 ** (1 + number % BITS)

    @classmethod
    def scores(cls, memory: Memory, t: float, duration: float, values: Mapping[str, Any]) -> NDArray[np.float64]:
        """The mean value of each neuron's cycles; of the part of the first one while that lasts."""
        cycles = max(t / (BITS * float(values["phase"])), 1.0)
        return memory["sum"] / cycles
