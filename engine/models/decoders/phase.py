"""Spikes that weigh as the bits of a number."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import SharedParameter
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

    phase = SharedParameter("ms", r"T_\varphi", "time of one phase", default=1.0, above=0.0)

    @classmethod
    def memory(cls, shape: tuple[int, ...], values: Mapping[str, Any]) -> Memory:
        return {"n": np.zeros((*shape, BITS))}

    @classmethod
    def add_spikes(cls, memory: Memory, at: tuple[NDArray[Any], ...], t: float, values: Mapping[str, Any]) -> None:
        memory["n"][..., (cls._begun(t, values) - 1) % BITS][at] += 1.0

    @classmethod
    def scores(cls, memory: Memory, t: float, duration: float, values: Mapping[str, Any]) -> NDArray[np.float64]:
        """The value of each neuron: of every bit the mean over the cycles that have come to it."""
        bits = np.arange(BITS)
        times = np.maximum((cls._begun(t, values) - bits + BITS - 1) // BITS, 1)
        result: NDArray[np.float64] = (memory["n"] / times) @ 0.5 ** (1.0 + bits)
        return result

    @classmethod
    def _begun(cls, t: float, values: Mapping[str, Any]) -> int:
        """The number of phases that have begun."""
        return int(np.ceil(t / float(values["phase"]) - EARLY))
