"""The colours of signed numbers: symmetric about zero."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from app.appearance.theme import Theme, theme

LEVELS = 256
WRONG = "text1"  # of what is no number: neither of two signs, nor zero, nor ground


def colour_table() -> NDArray[np.uint8]:
    """Red, green, blue and alpha (256, 4) from the most negative to the most positive."""
    return _table(theme().dark)


@lru_cache(maxsize=2)  # asked for by every picture in these colours (decision 0218)
def _table(dark: bool) -> NDArray[np.uint8]:
    look = Theme(dark)
    colours = [look.diverging(level) for level in np.linspace(-1.0, 1.0, LEVELS).tolist()]
    table = np.array([(c.red(), c.green(), c.blue(), c.alpha()) for c in colours], dtype=np.uint8)
    table.setflags(write=False)
    return table


def wrong_table() -> NDArray[np.uint8]:
    """The colours (2, 4) of a mask: clear, and that of what is no number."""
    return np.array([(0, 0, 0, 0), theme().color(WRONG).getRgb()], np.uint8)
