"""Values of one sample as what there is to see of them: a picture, a wave, a map of bands, bars."""

from __future__ import annotations

import numpy as np

from app.widgets.pictures.sample_picture import Bytes, Grey, ValueLines, View
from engine.network.values import Floats

MOST_TIMES, MOST_ROWS = 280, 120  # of a map: about a pixel each
MOST_CURVES = 6
BRIGHTEST = 255


def bytes_of(values: Floats) -> Bytes:
    """Brightness of values in [0, 1]."""
    return np.asarray(np.clip(values, 0.0, 1.0) * BRIGHTEST, np.uint8)


def image_bytes(values: Floats) -> Bytes:
    """The brightness of an image (rows, columns), as large as it is shown at most."""
    return bytes_of(_averaged(_averaged(values, MOST_TIMES).T, MOST_TIMES).T)


def signal_view(values: Floats) -> View:
    """Few channels of a signal (times, channels) as curves, many as a map with channel 0 below."""
    if values.shape[1] <= MOST_CURVES:
        return ValueLines(thinned(values))
    return Grey(bytes_of(_averaged(_averaged(values, MOST_TIMES).T, MOST_ROWS)[::-1]), fills=True)


def thinned(values: Floats) -> Floats:
    """At most some times, of which lowest and highest stay: what is narrow in a curve is seen."""
    if len(values) <= 2 * MOST_TIMES:
        return values
    edges = np.linspace(0, len(values), MOST_TIMES + 1).astype(np.int64)[:-1]
    both = np.minimum.reduceat(values, edges), np.maximum.reduceat(values, edges)
    return np.stack(both, axis=1).reshape(-1, values.shape[1])


def _averaged(values: Floats, most: int) -> Floats:
    """At most ``most`` rows, each the mean of neighbours."""
    if len(values) <= most:
        return values
    edges = np.linspace(0, len(values), most + 1).astype(np.int64)
    sums = np.add.reduceat(values, edges[:-1])
    return np.asarray(sums / np.diff(edges)[:, None])
