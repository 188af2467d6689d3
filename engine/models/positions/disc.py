"""Neurons in a circle."""

from collections.abc import Callable, Mapping
from math import pi
from typing import Any

import numpy as np

from engine.model.declaration import Choice, Setting
from engine.model.topology import Places, PositionsModel

GOLDEN_ANGLE = pi * (3.0 - 5.0**0.5)  # between one seed of a sunflower and the next


class Disc(PositionsModel):
    """Places in a circle, as evenly as the seeds of a sunflower, or anywhere with the same density.

    Source: Vogel (1979), Mathematical Biosciences 44, 179-189, 10.1016/0025-5564(79)90080-4.
    """

    title = "Disc"
    category = "Regular"
    aliases = ("circle", "sunflower", "round")

    radius = Setting("mm", "R", "radius", default=0.5, above=0.0)
    arrangement = Choice(("sunflower", "random"), "how places are spread", default="sunflower")

    @classmethod
    def places(cls, size: int, values: Mapping[str, Any], uniform: Callable[[int], Places]) -> Places:
        """Sunflower seeds from the centre outwards, or random places."""
        if values["arrangement"] == "random":
            share, angle = uniform(0), 2.0 * pi * uniform(1)
        else:
            number = np.arange(size)
            share, angle = (number + 0.5) / size, number * GOLDEN_ANGLE
        radius = float(values["radius"]) * np.sqrt(share)
        return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
