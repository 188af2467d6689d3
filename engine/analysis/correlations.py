"""Correlations of the spike trains of two neurons."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def correlation_coefficients(counts: NDArray[np.integer]) -> Floats:
    """Pearson's correlation of the binned counts (neurons, bins) of every pair of neurons, (pairs,).

    Pairs lie in the order of ``np.triu_indices(neurons, 1)``: (0, 1), (0, 2), ...; NaN where one of the two never
    varies. Counts come from :func:`engine.analysis.rates.binned_counts`.
    Source: Cohen & Kohn (2011), Nature Neuroscience 14, 811-819, 10.1038/nn.2842 (spike count correlation).
    """
    apart = counts - counts.mean(axis=1, keepdims=True, dtype=np.float64)
    length = np.sqrt((apart**2).sum(axis=1))
    length[length == 0] = np.nan
    apart /= length[:, None]
    table: Floats = apart @ apart.T
    return table[np.triu_indices(len(counts), 1)]
