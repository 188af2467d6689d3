"""Numbers in single precision, as most files of other software hold them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.problems import NetworkError, Problem, declare

TOO_LARGE = declare(
    "exporting.too_large_for_single_precision",
    "A weight or another number is too large for a file in single precision, which ends at 3.4e38.",
    "Make such numbers smaller, or write a file in double precision, such as npz.",
)


def single(values: Any) -> NDArray[np.float32]:
    """The nearest numbers in single precision; raises NetworkError for finite ones that would be infinite there."""
    with np.errstate(over="ignore"):
        found = np.ascontiguousarray(values, np.float32)
    if (np.isinf(found) & np.isfinite(values)).any():
        raise NetworkError([Problem("", TOO_LARGE)])
    return found
