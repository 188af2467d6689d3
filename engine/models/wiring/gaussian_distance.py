"""Connections that grow rarer with the distance, as a bell."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from engine.model.declaration import Setting
from engine.model.topology import DistanceRule, Places


class GaussianDistance(DistanceRule):
    """Each pair is connected with a probability that falls with the distance as a Gaussian.

    Source: Mehring, Hehl, Kubo, Diesmann & Aertsen (2003), Biological Cybernetics 88, 395-408,
    10.1007/s00422-002-0384-4, after the data of Hellwig (2000), Biological Cybernetics 82, 111-121, 10.1007/PL00007964.
    """

    title = "Gaussian by distance"
    aliases = ("distance-dependent", "spatial", "local", "gaussian kernel", "DistanceDependentProbabilityConnector")

    sigma = Setting("mm", r"\sigma", "width of the bell", default=0.2, above=0.0)

    @classmethod
    def share(cls, x: Places, y: Places, values: Mapping[str, Any], exp: Callable[[Any], Any]) -> Places:
        """A bell without its factor."""
        return np.asarray(exp(-0.5 * (x * x + y * y) / float(values["sigma"]) ** 2))
