"""Matrix exponentials of many small systems at once, from basic operations alone.

Taylor's series after scaling, then squaring: every operation is an addition or a product in a fixed order, so
that the coefficients do not depend on a library, and equal time constants need no special case.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
TERMS = 18  # 0.5^18 / 18! is far below the last bit
LARGEST = 0.5  # norm of a scaled generator


def _product(a: Floats, b: Floats) -> Floats:
    """(..., n, n) times (..., n, n), summed in the order of the inner index."""
    total = a[..., :, 0, None] * b[..., None, 0, :]
    for inner in range(1, a.shape[-1]):
        total = total + a[..., :, inner, None] * b[..., None, inner, :]
    return total


def exponential(generator: Floats, states: int) -> Floats:
    """exp of the augmented ``generator`` (..., states, columns), whose further rows are zero; same shape.

    Columns beyond the states (constants and inputs) enter linearly, so only the square part is scaled for.
    Each system is scaled by its own norm: its result does not depend on its neighbours in the batch.
    """
    *batch, rows, columns = generator.shape
    full = np.zeros((*batch, columns, columns))
    full[..., :rows, :] = generator
    norm = np.abs(full[..., :states, :states]).sum(axis=-1).max(axis=-1) if states else np.zeros(batch)
    halvings = np.ceil(np.log2(np.maximum(norm, LARGEST) / LARGEST)).astype(np.int64)
    scaled = np.ldexp(full, -halvings[..., None, None])
    identity = np.broadcast_to(np.eye(columns), full.shape)
    result = identity
    for term in range(TERMS, 0, -1):
        result = identity + _product(scaled, result) / term
    for turn in range(int(halvings.max(initial=0))):
        again = (turn < halvings)[..., None, None]
        result = np.where(again, _product(result, result), result)
    return result[..., :rows, :]
