"""exp, log, sin and exprel on arrays: the text of :mod:`engine.backends.functions.elementary`, printed for arrays.

float32 arrays stay float32; everything else is computed in float64.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.kernels.array_text import for_arrays, for_arrays_of_numpy
from engine.backends.kernels.source_cache import loaded

Array = NDArray[Any]
FLOATS = "fd"
"""The letters of NumPy's types of numbers in single and double precision."""


def _array(x: Any) -> Array:
    """NumPy's array; one of a device stays what it is, and answers NumPy's functions itself."""
    array: Array = np.asarray(x) if isinstance(x, np.ndarray | np.generic | float | int | list | tuple) else x
    return array


def _floats(x: Any) -> Array:
    array = _array(x)
    return array if array.dtype.char in FLOATS else array.astype(np.float64)


@cache  # read and translated once a process (decision 0216)
def _functions(of_numpy: bool) -> ModuleType:
    """The functions for NumPy's arrays, or for those of a device, which take no number that is an array of NumPy's."""
    text = Path(__file__).with_name("elementary.py").read_text(encoding="utf-8")
    printed = for_arrays_of_numpy(text) if of_numpy else for_arrays(text)
    return loaded(f'"""Elementary functions on arrays."""\n\nimport numpy as np\n\n{printed}')


@cache  # found once a process, which took a third of the time on few elements (decision 0216)
def _function(name: str, size: int, of_numpy: bool) -> Callable[[Array], Any]:
    found: Callable[[Array], Any] = getattr(_functions(of_numpy), f"{name}{8 * size}")
    return found


def _evaluated(name: str, x: Any, out: Array | None) -> Array:
    """The function in the precision of ``x``, written into ``out`` where it is given."""
    x = _floats(x)
    with np.errstate(all="ignore"):
        result = _function(name, x.dtype.itemsize, isinstance(x, np.ndarray))(x)
    if out is None:
        return _array(result)
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
