"""exp, log, sin and exprel on arrays: operation by operation what :mod:`engine.backends.functions.elementary` compiles.

float32 arrays stay float32; everything else is computed in float64.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

LOG2E = 1.4426950408889634
SQRT_HALF_64 = 0x3FE6A09E667F3BCD
SQRT_HALF_32 = 0x3F3504F3
SMALLEST_64 = 2.2250738585072014e-308
SMALLEST_32 = 1.1754943508222875e-38
TWO_54 = 18014398509481984.0
TWO_25 = 33554432.0
PER_PI = 0.3183098861837907
PI_64 = (3.14159265346825122834, 1.21542010126079319532e-10, 4.04453249759190126308e-21)
PI_32 = (3.140625, 9.67502593994140625e-4, 1.509957990978376432e-7)

Array = NDArray[Any]
Function = Callable[[Array], Array]


def _array(x: Any) -> Array:
    """NumPy's array; one of a device stays what it is, and answers NumPy's functions itself."""
    array: Array = np.asarray(x) if isinstance(x, np.ndarray | np.generic | float | int | list | tuple) else x
    return array


def _floats(x: Any) -> Array:
    array = _array(x)
    return array if array.dtype in (np.float32, np.float64) else array.astype(np.float64)


def _evaluated(single: Function, double: Function, x: Any, out: Array | None) -> Array:
    """The function in the precision of ``x``, written into ``out`` where it is given."""
    x = _floats(x)
    with np.errstate(all="ignore"):
        result = (single if x.dtype == np.float32 else double)(x)
    if out is None:
        return result
    np.copyto(out, result)
    return out


def exp(x: Any, out: Array | None = None) -> Array:
    """e to the power of ``x``; arguments beyond the range of the format give its ends, NaN gives NaN."""
    return _evaluated(_exp32, _exp64, x, out)


def log(x: Any, out: Array | None = None) -> Array:
    """Natural logarithm; -inf at 0, NaN below."""
    return _evaluated(_log32, _log64, x, out)


def sin(x: Any, out: Array | None = None) -> Array:
    """The sine of ``x`` radians."""
    return _evaluated(_sin32, _sin64, x, out)


def exprel(x: Any, out: Array | None = None) -> Array:
    """(exp(x) - 1) / x, which is 1 at 0."""
    return _evaluated(_exprel32, _exprel64, x, out)


def _exp64(x: Array) -> Array:
    y = np.where(x < -708.0, -708.0, x)
    y = np.where(y > 709.0, 709.0, y)
    n = np.floor(y * LOG2E + 0.5)
    y = (y - n * 6.93145751953125e-1) - n * 1.42860682030941723212e-6
    z = y * y
    z2 = z * z
    first = (1.0 + y) + z * (0.5 + y * (1 / 6))
    middle = (1 / 24 + y * (1 / 120)) + z * (1 / 720 + y * (1 / 5040))
    last = ((1 / 40320 + y * (1 / 362880)) + z * (1 / 3628800 + y * (1 / 39916800))) + z2 * (1 / 479001600)
    p = first + z2 * (middle + z2 * last)
    scale: Array = ((n.astype(np.int64) + 1023) << 52).view(np.float64)
    return _array(p * scale)


def _exp32(x: Array) -> Array:
    f = np.float32
    y = np.where(x < f(-87.0), f(-87.0), x)
    y = np.where(y > f(88.0), f(88.0), y)
    n = np.floor(y * f(LOG2E) + f(0.5))
    y = (y - n * f(0.693359375)) + n * f(2.12194440e-4)
    z = y * y
    p = (f(1) + y) + z * ((f(0.5) + y * f(1 / 6)) + z * ((f(1 / 24) + y * f(1 / 120)) + z * f(1 / 720)))
    scale: Array = ((n.astype(np.int32) + np.int32(127)) << np.int32(23)).view(np.float32)
    return _array(p * scale)


def _log64(x: Array) -> Array:
    tiny = x < SMALLEST_64
    bits: Array = _array(np.where(tiny, x * TWO_54, x)).view(np.int64)
    e = (bits - SQRT_HALF_64) >> 52
    m: Array = _array(bits - (e << 52)).view(np.float64)
    k = e.astype(np.float64) - np.where(tiny, 54.0, 0.0)
    f = m - 1.0
    half = 0.5 * f * f
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
    odd = z * (
        6.666666666666735130e-01
        + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01))
    )
    r = odd + even
    y = k * 6.93147180369123816490e-01 - ((half - (s * (half + r) + k * 1.90821492927058770002e-10)) - f)
    y = np.where(x == np.inf, np.inf, y)
    y = np.where(x == 0.0, -np.inf, y)
    return np.where((x < 0.0) | (x != x), np.nan, y)


def _log32(x: Array) -> Array:
    f32 = np.float32
    tiny = x < f32(SMALLEST_32)
    bits: Array = _array(np.where(tiny, x * f32(TWO_25), x)).view(np.int32)
    e = (bits - np.int32(SQRT_HALF_32)) >> np.int32(23)
    m: Array = _array(bits - (e << np.int32(23))).view(np.float32)
    k = e.astype(np.float32) - np.where(tiny, f32(25.0), f32(0.0))
    f = m - f32(1.0)
    half = f32(0.5) * f * f
    s = f / (f32(2.0) + f)
    z = s * s
    w = z * z
    even = w * (f32(0.40000972152) + w * f32(0.24279078841))
    odd = z * (f32(0.66666662693) + w * f32(0.28498786688))
    r = odd + even
    y = k * f32(6.9313812256e-01) - ((half - (s * (half + r) + k * f32(9.0580006145e-06))) - f)
    y = np.where(x == f32(np.inf), f32(np.inf), y)
    y = np.where(x == f32(0.0), f32(-np.inf), y)
    return np.where((x < f32(0.0)) | (x != x), f32(np.nan), y)


def _exprel64(x: Array) -> Array:
    z = x * x
    z2 = z * z
    a = (1.0 + x * (1 / 2)) + z * (1 / 6 + x * (1 / 24))
    b = (1 / 120 + x * (1 / 720)) + z * (1 / 5040 + x * (1 / 40320))
    c = (1 / 362880 + x * (1 / 3628800)) + z * (1 / 39916800 + x * (1 / 479001600))
    small = a + z2 * (b + z2 * c)
    large = (_exp64(x) - 1.0) / x
    return np.where(np.abs(x) < 0.25, small, large)


def _exprel32(x: Array) -> Array:
    f = np.float32
    z = x * x
    a = (f(1) + x * f(1 / 2)) + z * (f(1 / 6) + x * f(1 / 24))
    b = (f(1 / 120) + x * f(1 / 720)) + z * f(1 / 5040)
    small = a + (z * z) * b
    large = (_exp32(x) - f(1)) / x
    return np.where(np.abs(x) < f(0.25), small, large)


def _sin64(x: Array) -> Array:
    n = np.floor(x * PER_PI + 0.5)
    r = ((x - n * PI_64[0]) - n * PI_64[1]) - n * PI_64[2]
    z = r * r
    z4 = (z * z) * (z * z)
    high = (1 / 120) + z * ((-1 / 5040) + z * ((1 / 362880) + z * (-1 / 39916800)))
    low = (1 / 6227020800) + z * ((-1 / 1307674368000) + z * ((1 / 355687428096000) + z * (-1 / 121645100408832000)))
    p = r + (r * z) * ((-1 / 6) + z * (high + z4 * (low + z4 * (1 / 51090942171709440000))))
    return _array(np.where(n - 2.0 * np.floor(n * 0.5) == 0.0, p, -p))


def _sin32(x: Array) -> Array:
    f = np.float32
    n = np.floor(x * f(PER_PI) + f(0.5))
    r = ((x - n * f(PI_32[0])) - n * f(PI_32[1])) - n * f(PI_32[2])
    z = r * r
    high = f(1 / 120) + z * (f(-1 / 5040) + z * (f(1 / 362880) + z * f(-1 / 39916800)))
    p = r + (r * z) * (f(-1 / 6) + z * high)
    return _array(np.where(n - f(2.0) * np.floor(n * f(0.5)) == f(0.0), p, -p))
