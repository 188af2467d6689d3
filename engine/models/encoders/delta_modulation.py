"""Changes of a signal as spikes."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import Parameter, State, equation
from engine.model.functions import where
from engine.model.sources import EncoderModel


class DeltaModulationEncoder(EncoderModel):
    """Two trains a channel: one fires where the signal has risen by a threshold since the last step, one where it fell.

    It needs samples that move in time.

    Source: Lichtsteiner, Posch & Delbruck (2008), IEEE Journal of Solid-State Circuits 43, 566-576,
    10.1109/JSSC.2007.914337 (the idea); the delta code of snnTorch: Eshraghian et al. (2023),
    10.1109/JPROC.2023.3308088.
    """

    title = "Delta modulation"
    category = "Signal"
    aliases = ("delta", "temporal contrast", "TBR", "change detection", "send on delta", "DVS", "event camera")
    code = "changes"
    fan_out = 2
    needs_motion = True

    threshold = Parameter("1", r"\theta", "change that fires", default=0.03, above=0.0)

    before = State("1", r"x'", "value one step earlier")

    @equation
    def before_start(x):
        return x

    @equation
    def spike(x, before, unit, threshold):
        risen = x - before
        return where(unit < 1, risen, -risen) >= threshold

    @equation
    def before_next(x):
        return x

    @classmethod
    def error_bound(cls, signal: NDArray[np.float64], values: Mapping[str, Any], h: float) -> NDArray[np.float64]:
        """Add up what each change exceeds a threshold by, or falls short of it: a train has no memory."""
        threshold = np.asarray(values["threshold"])
        change = np.abs(np.diff(signal, axis=0, prepend=signal[:1]))
        return np.asarray(np.cumsum(np.where(change >= threshold, change - threshold, change), axis=0), np.float64)
