"""When two parts of a description are the same."""

from __future__ import annotations

import numpy as np

from engine.network.description import Connections


def test_elements_are_equal_where_their_arrays_hold_the_same() -> None:
    """The comparison of a dataclass asked an array for one truth, with Python 3.13 even where it was the same array."""
    pre, post = np.arange(3), np.zeros(3, np.int64)
    one = Connections(pre, post)
    assert one == Connections(pre, post) == Connections(pre.copy(), post.copy())
    assert one != Connections(pre, post + 1) and one != Connections(pre, post, kernel=post)
    assert one != "connections"
