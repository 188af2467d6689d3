"""Neurons where a person or a file puts them."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from engine.model.declaration import Series
from engine.model.topology import Places, PositionsModel


class ListedPlaces(PositionsModel):
    """Exactly the places of a list, one for each neuron.

    Source: Davison, Brüderle, Eppler et al. (2009), Frontiers in Neuroinformatics 2, 11, 10.3389/neuro.11.011.2008.
    """

    title = "Listed places"
    category = "Given"
    aliases = ("free", "file", "coordinates", "reconstruction")

    x = Series("mm", "x", "distance to the right of each neuron")
    y = Series("mm", "y", "distance upwards of each neuron")

    @classmethod
    def places(cls, size: int, values: Mapping[str, Any], uniform: Callable[[int], Places]) -> Places:
        """Give the places as listed; without the second list all are on a line."""
        x = np.atleast_1d(np.asarray(values.get("x", ()), np.float64))
        y = np.atleast_1d(np.asarray(values.get("y", ()), np.float64))
        return np.stack([x, y if y.size else np.zeros_like(x)], axis=1)

    @classmethod
    def number(cls, values: Mapping[str, Any]) -> int | None:
        """The longer of the two lists."""
        return max(np.size(values.get("x", ())), np.size(values.get("y", ())))
