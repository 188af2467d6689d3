"""The value that a read-out has."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import Payload
from engine.model.decoding import DecoderModel, Gives, Memory


class MembraneValue(DecoderModel):
    """The membrane of a read-out that never fires, as it is now: each neuron is a value by itself.

    Data that want values at every step are learnt by it: a neuron for each value.

    Source: Eshraghian, Ward, Neftci et al. (2023), 10.1109/JPROC.2023.3308088 (regression by membranes).
    """

    title = "Membrane value"
    category = "Value"
    aliases = ("regression", "sequence", "prediction", "leaky read-out")
    hears = Payload.VALUES
    gives = Gives.VALUE

    @classmethod
    def memory(cls, shape: tuple[int, ...], values: Mapping[str, Any]) -> Memory:
        return {"y": np.zeros(shape)}

    @classmethod
    def scores(cls, memory: Memory, t: float, duration: float, values: Mapping[str, Any]) -> NDArray[np.float64]:
        """The value of each neuron now."""
        return memory["y"].copy()
