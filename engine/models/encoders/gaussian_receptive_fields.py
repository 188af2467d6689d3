"""A value as the times at which overlapping units fire."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import Parameter, count_setting, equation
from engine.model.functions import exp, floor
from engine.model.sources import EncoderModel


class GaussianReceptiveFieldsEncoder(EncoderModel):
    """Every channel becomes several trains; the nearer a value is to a train's centre, the earlier that fires.

    A train whose field answers with less than a tenth stays silent.

    Source: Bohte, Kok & La Poutré (2002), Error-backpropagation in temporally encoded networks of spiking neurons,
    Neurocomputing 48, 17-37, 10.1016/S0925-2312(01)00658-0.
    """

    title = "Gaussian receptive fields"
    category = "Population"
    aliases = ("GRF", "population code", "Bohte", "overlapping fields")
    code = "receptive fields"
    fan_out = "m"

    m = count_setting("m", "trains of each channel", 8.0, at_least=3.0, at_most=1000.0)
    beta = Parameter("1", r"\beta", "narrowness of the fields", default=1.5, above=0.0)
    latest = Parameter("ms", "T", "time of a train that does not answer at all", default=10.0, above=0.0)

    @classmethod
    def lasts(cls, values: Mapping[str, Any], channels: int) -> float:
        """Until the faintest answer that is sent."""
        return float(values["latest"]) * 0.9

    @equation
    def spike(x, unit, t, h, m, beta, latest):
        centre = (2 * unit - 1) / (2 * (m - 2))
        sigma = 1 / (beta * (m - 2))
        answer = exp(-((x - centre) ** 2) / (2 * sigma**2))
        onset = h * floor(latest * (1 - answer) / h + 0.5)
        return (onset - h / 2 <= t) & (t < onset + h / 2) & (answer >= 0.1)

    @classmethod
    def error_bound(cls, signal: NDArray[np.float64], values: Mapping[str, Any], h: float) -> NDArray[np.float64]:
        """Half a step in each of two answers; the distance from the centre where only one answers."""
        m, beta, delta = float(values["m"]), float(values["beta"]), h / 2.0 / float(np.min(values["latest"]))
        centres = (2.0 * np.arange(1.0, m + 1.0) - 3.0) / (2.0 * (m - 2.0))
        away = np.sort(np.abs(signal[0][:, None] - centres), axis=1)[:, :2]
        answers = np.exp(-0.5 * (away * beta * (m - 2.0)) ** 2)
        wrong = (delta / np.maximum(answers - 3.0 * delta, delta)).sum(axis=1) / (beta**2 * (m - 2.0))
        return np.where(answers[:, 1] >= 0.1, wrong, away[:, 0])
