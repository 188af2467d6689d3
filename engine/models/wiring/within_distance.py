"""Connections with everything near."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from engine.model.declaration import Choice, Setting
from engine.model.topology import DistanceRule, Places


class WithinDistance(DistanceRule):
    """Each pair that is near enough is connected with the same probability.

    Source: Gilbert (1961), Random plane networks, Journal of the Society for Industrial and Applied Mathematics 9,
    533-543, 10.1137/0109045, where the probability is one.
    """

    title = "Within a distance"
    aliases = ("distance-dependent", "spatial", "local", "box", "ball", "circular mask", "rectangular mask")

    radius = Setting("mm", "r", "largest distance, or half the side of the box", default=0.2, above=0.0)
    region = Choice(("ball", "box"), "shape of what is near", default="ball")

    @classmethod
    def share(cls, x: Places, y: Places, values: Mapping[str, Any], exp: Callable[[Any], Any]) -> Places:
        """One within, none beyond."""
        radius = float(values["radius"])
        if values["region"] == "box":
            return np.asarray((x <= radius) & (y <= radius), np.float64)
        return np.asarray(x * x + y * y <= radius * radius, np.float64)
