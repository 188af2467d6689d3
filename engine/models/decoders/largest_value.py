"""The neuron with the largest value."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import Payload
from engine.model.decoding import DecoderModel, Memory


class LargestValue(DecoderModel):
    """The neuron whose value is largest at the end of the window gives the answer.

    The value is what the population sends: a rate unit's output, or the membrane of a read-out or of neurons that fire.

    Source: Rueckauer, Lungu, Hu, Pfeiffer & Liu (2017), Frontiers in Neuroscience 11, 682,
    10.3389/fnins.2017.00682 (the class of a rate network, and of its conversion by the membrane).
    """

    title = "Largest value"
    category = "Value"
    aliases = ("argmax", "membrane read-out", "maximum potential", "softmax")
    hears = Payload.VALUES

    @classmethod
    def memory(cls, shape: tuple[int, ...], values: Mapping[str, Any]) -> Memory:
        return {"y": np.zeros(shape)}

    @classmethod
    def scores(cls, memory: Memory, t: float, duration: float, values: Mapping[str, Any]) -> NDArray[np.float64]:
        """The value of each neuron now."""
        return memory["y"].copy()
