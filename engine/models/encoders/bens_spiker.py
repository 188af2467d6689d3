"""A signal as the spikes of which a filter makes it again."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import Parameter, equation
from engine.model.sources import EncoderModel


class BensSpikerEncoder(EncoderModel):
    """Ben's Spiker Algorithm: a spike wherever taking the filter away from the signal brings it nearer to nothing.

    The filter is a raised cosine whose values sum to 1, so that a train filtered by it is the signal again.

    Source: Schrauwen & Van Campenhout (2003), BSA, a fast and accurate spike train encoding scheme, IJCNN 2003,
    2825-2830, 10.1109/IJCNN.2003.1224019.
    """

    title = "BSA"
    category = "Signal"
    aliases = ("Ben's Spiker Algorithm", "deconvolution", "HSA", "FIR filter")

    width = Parameter("ms", "T_f", "length of the filter", default=5.0, above=0.0, per_element=False)
    threshold = Parameter("1", r"\theta", "error that must be saved", default=0.955, at_most=1.0)

    @classmethod
    def filter(cls, width: float, h: float) -> NDArray[np.float64]:
        """The taps (steps,) by which a train is made a signal again."""
        count = max(round(width / h), 1)
        taps = 1.0 - np.cos(2.0 * np.pi * (np.arange(count) + 0.5) / count) if count > 1 else np.ones(1)
        return np.asarray(taps / taps.sum(), np.float64)

    @classmethod
    def prepared(cls, signal: NDArray[np.float64], values: Mapping[str, Any], h: float) -> NDArray[np.float64]:
        """1 where a train (steps, channels) fires."""
        taps = cls.filter(float(values["width"]), h)[:, None]
        threshold = values["threshold"]
        left = np.concatenate([signal, np.zeros((len(taps), signal.shape[1]))])
        fired = np.zeros_like(signal)
        for k in range(len(signal)):
            part = left[k : k + len(taps)]
            saved = np.abs(part).sum(axis=0) - np.abs(part - taps).sum(axis=0)
            fired[k] = saved >= threshold
            part -= taps * fired[k]
        return fired

    @equation
    def spike(y):
        return y > 0
