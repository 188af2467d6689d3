"""Values as an order of firing."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import Parameter, equation
from engine.model.sources import EncoderModel


class RankOrderEncoder(EncoderModel):
    """Channels fire one after another, the brightest first, at equal intervals; the value 0 never fires.

    Of equal values the lower channel comes first. What a sample is at its start decides.

    Source: Thorpe & Gautrais (1998), Rank order coding, Computational Neuroscience: Trends in Research, 113-118,
    10.1007/978-1-4615-4831-7_19.
    """

    title = "Rank order"
    category = "Timing"
    aliases = ("ROC", "order code", "rank")
    code = "rank"
    ordinal = True

    interval = Parameter("ms", r"\Delta", "time from one rank to the next", default=0.3, above=0.0)

    @classmethod
    def lasts(cls, values: Mapping[str, Any], channels: int) -> float:
        """Until the last rank."""
        return float(values["interval"]) * (channels - 1)

    @classmethod
    def prepared(cls, signal: NDArray[np.float64], values: Mapping[str, Any], h: float) -> NDArray[np.float64]:
        """The rank (1, channels) of every channel from 0; negative where the value is 0."""
        first = signal[0]
        ranks = np.empty(first.size)
        ranks[np.argsort(-first, kind="stable")] = np.arange(first.size)
        return np.where(first > 0.0, ranks, -1.0)[None]

    @equation
    def spike(y, t, h, interval):
        onset = y * interval
        return (onset < t + h / 2) & (onset >= t - h / 2) & (y >= 0)
