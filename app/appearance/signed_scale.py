"""The colours of signed numbers: symmetric about zero."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.appearance.theme import theme

LEVELS = 256


def colour_table() -> NDArray[np.uint8]:
    """Red, green, blue and alpha (256, 4) from the most negative to the most positive."""
    colours = [theme().diverging(level) for level in np.linspace(-1.0, 1.0, LEVELS).tolist()]
    return np.array([(c.red(), c.green(), c.blue(), c.alpha()) for c in colours], dtype=np.uint8)
