"""exp, log, sin and exprel on arrays: the text of :mod:`engine.backends.functions.elementary`, printed for arrays.

float32 arrays stay float32; everything else is computed in float64.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.kernels.array_text import for_arrays
from engine.backends.kernels.source_cache import loaded

Array = NDArray[Any]


def _array(x: Any) -> Array:
    """NumPy's array; one of a device stays what it is, and answers NumPy's functions itself."""
    array: Array = np.asarray(x) if isinstance(x, np.ndarray | np.generic | float | int | list | tuple) else x
    return array


def _floats(x: Any) -> Array:
    array = _array(x)
    return array if array.dtype in (np.float32, np.float64) else array.astype(np.float64)


@cache  # read and translated once a process (decision 0216)
def _functions() -> ModuleType:
    text = Path(__file__).with_name("elementary.py").read_text(encoding="utf-8")
    return loaded(f'"""Elementary functions on arrays."""\n\nimport numpy as np\n\n{for_arrays(text)}')


def _evaluated(name: str, x: Any, out: Array | None) -> Array:
    """The function in the precision of ``x``, written into ``out`` where it is given."""
    x = _floats(x)
    with np.errstate(all="ignore"):
        result = _array(getattr(_functions(), f"{name}{8 * x.dtype.itemsize}")(x))
    if out is None:
        return result
    np.copyto(out, result)
    return out


def exp(x: Any, out: Array | None = None) -> Array:
    """e to the power of ``x``; arguments beyond the range of the format give its ends, NaN gives NaN."""
    return _evaluated("exp", x, out)


def log(x: Any, out: Array | None = None) -> Array:
    """Natural logarithm; -inf at 0, NaN below."""
    return _evaluated("log", x, out)


def sin(x: Any, out: Array | None = None) -> Array:
    """The sine of ``x`` radians."""
    return _evaluated("sin", x, out)


def exprel(x: Any, out: Array | None = None) -> Array:
    """(exp(x) - 1) / x, which is 1 at 0."""
    return _evaluated("exprel", x, out)
