"""Connections with everything near."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from engine.model.declaration import Choice, Parameter
from engine.model.topology import DistanceRule, Places


class WithinDistance(DistanceRule):
    """Each pair that is near enough is connected with the same probability.

    Source: Mehring, Hehl, Kubo, Diesmann & Aertsen (2003), Biological Cybernetics 88, 395-408,
    10.1007/s00422-002-0384-4.
    """

    title = "Within a distance"
    aliases = ("distance-dependent", "spatial", "local", "box", "ball", "circular mask", "rectangular mask")

    radius = Parameter(
        "mm",
        "r",
        "largest distance, or half the side of the box",
        default=0.2,
        above=0.0,
        live=False,
        per_element=False,
    )
    region = Choice(("ball", "box"), "shape of what is near", default="ball")

    @classmethod
    def share(cls, x: Places, y: Places, values: Mapping[str, Any], exp: Callable[[Any], Any]) -> Places:
        """One within, none beyond."""
        radius = float(values["radius"])
        if values["region"] == "box":
            return np.asarray((x <= radius) & (y <= radius), np.float64)
        return np.asarray(x * x + y * y <= radius * radius, np.float64)
