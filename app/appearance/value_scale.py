"""The colours of values that have a lowest and a highest: from a ground to the colour of what has them."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

LEVELS = 64


@lru_cache(maxsize=64)  # asked for by every image of a frame (decision 0218)
def value_table(ground: int, colour: int) -> NDArray[np.uint8]:
    """Red, green, blue and alpha (levels, 4) from a ground to a colour, both as Qt's numbers."""
    low, high = (np.array([c.red(), c.green(), c.blue(), 255.0]) for c in (QColor(ground), QColor(colour)))
    table = np.linspace(low, high, LEVELS).astype(np.uint8)
    table.setflags(write=False)
    return table
