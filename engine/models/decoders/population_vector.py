"""A direction from many preferred directions."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import SharedParameter
from engine.model.decoding import CountingDecoder, Gives, Memory


class PopulationVector(CountingDecoder):
    """Every spike votes for its neuron's preferred direction; the direction of the sum, in degrees, is the value.

    Preferred directions are spread evenly over a circle, the first neuron's being 0.

    Source: Georgopoulos, Schwartz & Kettner (1986), Science 233, 1416-1419, 10.1126/science.3749885.
    """

    title = "Population vector"
    category = "Population"
    aliases = ("direction", "vector sum", "angle", "Georgopoulos")
    gives = Gives.VALUE

    first = SharedParameter("1", r"\varphi_0", "preferred direction of the first neuron, in degrees", default=0.0)

    @classmethod
    def scores(cls, memory: Memory, t: float, duration: float, values: Mapping[str, Any]) -> NDArray[np.float64]:
        """One number, the direction in degrees from 0 to below 360; 0 where nothing fires or all votes cancel."""
        n = memory["n"]
        preferred = np.deg2rad(float(values["first"]) + np.arange(n.shape[-1]) * 360.0 / n.shape[-1])
        across, up = (n * np.cos(preferred)).sum(axis=-1), (n * np.sin(preferred)).sum(axis=-1)
        found = np.hypot(across, up) > 1e-9 * np.maximum(n.sum(axis=-1), 1.0)
        degrees = np.where(found, np.rad2deg(np.arctan2(up, across)) % 360.0, 0.0)
        return np.asarray(degrees, np.float64)[..., None]
