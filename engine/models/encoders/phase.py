"""A value as eight bits, one after another."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import Parameter, State, equation
from engine.model.functions import floor, minimum, where
from engine.model.sources import EncoderModel


class PhaseEncoder(EncoderModel):
    """The bits of a value, the highest first: a spike in phase 1, 2, ... 8 weighs 1/2, 1/4, ... 1/256; then again.

    Source: Kim, Kim, Huh, Lee & Choi (2018), Deep neural networks with weighted spikes, Neurocomputing 311,
    373-386, 10.1016/j.neucom.2018.05.087.
    """

    title = "Phase"
    category = "Timing"
    aliases = ("weighted spikes", "weighted phase", "WeightedPhaseEncoder", "binary code", "bits")
    code = "phase"

    phase = Parameter("ms", r"T_\varphi", "time of one phase", default=1.0, above=0.0)

    r = State("1", "r", "what the phases to come still have to say, in units of the first of them")

    @equation
    def r_start(x):
        return minimum(floor(256 * x + 1e-6), 255) / 128

    @equation
    def spike(r, t, h, phase):
        begins = floor(t / phase + 1e-6) > floor((t - h) / phase + 1e-6)
        return begins & (r >= 1)

    @equation
    def r_next(r, x, t, h, phase):
        left = where(r >= 1, r - 1, r) * 2
        anew = minimum(floor(256 * x + 1e-6), 255) / 128
        ends = floor((t + h) / phase + 1e-6) > floor(t / phase + 1e-6)
        again = floor((t + h) / (8 * phase) + 1e-6) > floor(t / (8 * phase) + 1e-6)
        return where(again, anew, where(ends, left, r))

    @classmethod
    def error_bound(cls, signal: NDArray[np.float64], values: Mapping[str, Any], h: float) -> NDArray[np.float64]:
        """The weight of the last of eight bits."""
        return np.full(signal.shape[1], 1.0 / 256.0)
