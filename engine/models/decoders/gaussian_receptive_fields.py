"""A value between the two fields that answer most."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import SharedParameter, count_setting
from engine.model.decoding import FirstSpikeDecoder, Gives, Memory

FAINTEST = 1e-9  # answer whose logarithm is taken


class GaussianReceptiveFields(FirstSpikeDecoder):
    """The two neighbours that fire earliest tell how far a value lies from the centre of either field.

    The logarithm of a Gaussian is a parabola, so the difference of two of them is straight and the value exact but for
    the length of a step. A neuron that fires without a neighbour says its own centre.

    Source: Bohte, Kok & La Poutré (2002), Error-backpropagation in temporally encoded networks of spiking neurons,
    Neurocomputing 48, 17-37, 10.1016/S0925-2312(01)00658-0 (the fields), solved here for the value.
    """

    title = "Gaussian receptive fields"
    category = "Population"
    aliases = ("GRF", "population code", "Bohte", "overlapping fields", "peak")
    inverts = "receptive fields"
    gives = Gives.VALUE
    fan_in = "m"

    m = count_setting("m", "neurons of each value", 8.0, at_least=3.0, at_most=1000.0)
    beta = SharedParameter("1", r"\beta", "narrowness of the fields", default=1.5, above=0.0)
    latest = SharedParameter("ms", "T", "time of a neuron that does not answer at all", default=10.0, above=0.0)

    @classmethod
    def scores(cls, memory: Memory, t: float, duration: float, values: Mapping[str, Any]) -> NDArray[np.float64]:
        """The value (..., channels) of every ``m`` neurons, 0 where all are silent."""
        first, m = memory["first"], cls.trains(values)
        onset = (first - float(values["h"])).reshape(*first.shape[:-1], -1, m)
        answer = np.where(np.isfinite(onset), np.maximum(1.0 - onset / float(values["latest"]), FAINTEST), 0.0)
        best = answer.argmax(axis=-1)[..., None]
        fringed = np.concatenate([0.0 * answer[..., :1], answer, 0.0 * answer[..., :1]], axis=-1)
        below, above = (np.take_along_axis(fringed, best + side, axis=-1) for side in (0, 2))
        most, second = np.take_along_axis(answer, best, axis=-1), np.maximum(below, above)
        toward = np.where(above >= below, 1.0, -1.0)
        spacing = 1.0 / (m - 2.0)
        slope = np.log(np.maximum(second, FAINTEST) / np.maximum(most, FAINTEST))
        away = toward * (0.5 + slope / float(values["beta"]) ** 2)
        value = spacing * (best - 0.5 + np.where(second > 0.0, away, 0.0))
        return np.where(most > 0.0, np.clip(value, 0.0, 1.0), 0.0)[..., 0]
