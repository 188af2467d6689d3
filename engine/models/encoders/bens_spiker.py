"""A signal as the spikes of which a filter makes it again."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import Parameter, SharedParameter, equation
from engine.model.raised_cosine import raised_cosine
from engine.model.sources import EncoderModel

PEAKS = 1.5  # of the filter, that a train of single spikes may be off; found by trials, not derived


class BensSpikerEncoder(EncoderModel):
    """Ben's Spiker Algorithm: a spike wherever taking the filter away from the signal brings it nearer to nothing.

    The filter is a raised cosine whose values sum to 1, so that a train filtered by it is the signal again.

    Source: Schrauwen & Van Campenhout (2003), BSA, a fast and accurate spike train encoding scheme, IJCNN 2003,
    2825-2830, 10.1109/IJCNN.2003.1224019.
    """

    title = "BSA"
    category = "Signal"
    aliases = ("Ben's Spiker Algorithm", "deconvolution", "HSA", "FIR filter")
    code = "filtered spikes"

    width = SharedParameter("ms", "T_f", "length of the filter", default=5.0, above=0.0)
    threshold = Parameter("1", r"\theta", "error that must be saved", default=0.955, at_most=1.0)

    @classmethod
    def prepared(cls, signal: NDArray[np.float64], values: Mapping[str, Any], h: float) -> NDArray[np.float64]:
        """1 where a train (steps, channels) fires."""
        taps = raised_cosine(float(values["width"]), h)[:, None]
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

    @classmethod
    def error_bound(cls, signal: NDArray[np.float64], values: Mapping[str, Any], h: float) -> NDArray[np.float64]:
        """The filter's peak, the error that need not be saved and what the signal moves by within the filter's length.

        Nothing is told in the first and the last length of the filter, where part of it lies outside of the sample.
        """
        taps = raised_cosine(float(values["width"]), h)
        moves = np.abs(np.diff(signal, axis=0, prepend=signal[:1]))
        moved = np.stack([np.convolve(channel, np.ones(len(taps)), "same") for channel in moves.T], axis=1)
        bound = np.asarray(PEAKS * taps.max() + 1.0 - np.asarray(values["threshold"]) + moved, np.float64)
        bound[: len(taps)] = bound[len(signal) - len(taps) :] = np.inf
        return bound
