"""Neurons side by side."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from engine.model.declaration import Choice, Setting
from engine.model.topology import Places, PositionsModel


class Line(PositionsModel):
    """Equally spaced places on a line, or on a ring where its ends meet.

    Source: Ben-Yishai, Bar-Or & Sompolinsky (1995), PNAS 92, 3844-3848, 10.1073/pnas.92.9.3844.
    """

    title = "Line"
    category = "Regular"
    aliases = ("ring", "one-dimensional", "1D")

    extent = Setting("mm", "L", "length from end to end", default=1.0, above=0.0)
    periodic = Choice(("no", "yes"), "the ends meet", default="no")

    @classmethod
    def places(cls, size: int, values: Mapping[str, Any], uniform: Callable[[int], Places]) -> Places:
        """From left to right; each neuron is in the middle of its share of the line."""
        x = ((np.arange(size) + 0.5) / size - 0.5) * float(values["extent"])
        return np.stack([x, np.zeros(size)], axis=1)

    @classmethod
    def period(cls, values: Mapping[str, Any]) -> tuple[float, float] | None:
        """Along the line only."""
        return (float(values["extent"]), 0.0) if values["periodic"] == "yes" else None
