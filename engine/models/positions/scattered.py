"""Neurons anywhere in a rectangle."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from engine.model.declaration import Choice, Setting
from engine.model.topology import Places, PositionsModel


class Scattered(PositionsModel):
    """Random places in a rectangle, everywhere with the same density.

    Source: Hjorth, Kozlov, Carannante et al. (2020), PNAS 117, 9554-9565, 10.1073/pnas.2000671117.
    """

    title = "Scattered"
    category = "Random"
    aliases = ("random", "uniform", "rectangle", "RandomStructure")

    width = Setting("mm", "w", "width", default=1.0, above=0.0)
    height = Setting("mm", "h_y", "height", default=1.0, above=0.0)
    periodic = Choice(("no", "yes"), "opposite edges meet", default="no")

    @classmethod
    def places(cls, size: int, values: Mapping[str, Any], uniform: Callable[[int], Places]) -> Places:
        """One draw for each direction."""
        x = (uniform(0) - 0.5) * float(values["width"])
        y = (uniform(1) - 0.5) * float(values["height"])
        return np.stack([x, y], axis=1)

    @classmethod
    def period(cls, values: Mapping[str, Any]) -> tuple[float, float] | None:
        """In both directions."""
        return (float(values["width"]), float(values["height"])) if values["periodic"] == "yes" else None
