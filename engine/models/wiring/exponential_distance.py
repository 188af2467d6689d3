"""Connections that grow rarer with the distance, exponentially."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from engine.model.declaration import Setting
from engine.model.topology import DistanceRule, Places


class ExponentialDistance(DistanceRule):
    """Each pair is connected with a probability that falls exponentially with the distance.

    Source: Ercsey-Ravasz, Markov, Lamy et al. (2013), Neuron 80, 184-197, 10.1016/j.neuron.2013.07.036.
    """

    title = "Exponential by distance"
    aliases = ("distance-dependent", "spatial", "local", "exponential kernel", "DistanceDependentProbabilityConnector")

    decay = Setting("mm", r"\lambda", "distance over which it falls by e", default=0.2, above=0.0)

    @classmethod
    def share(cls, x: Places, y: Places, values: Mapping[str, Any], exp: Callable[[Any], Any]) -> Places:
        """An exponential without its factor."""
        return np.asarray(exp(-np.sqrt(x * x + y * y) / float(values["decay"])))
