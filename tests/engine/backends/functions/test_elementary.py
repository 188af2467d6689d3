"""Our own exp, log, sin and exprel: the same bits from arrays and loops, and few wrong last places."""

import numpy as np
import pytest
from numba import njit

from engine.backends.functions import elementary, elementary_numpy
from engine.backends.kernels.array_text import for_arrays, for_arrays_of_numpy

SPECIAL = [0.0, 1e-310, 5e-324, 1.0, -1.0, 700.0, -700.0, 1e5, -1e5, np.inf, -np.inf, np.nan]
NAMES = ("exp", "log", "sin", "exprel")
BOUNDS = {"exp": 4.0, "log": 1.0, "exprel": 10.0}  # units in the last place
SPAN = {np.float64: 700.0, np.float32: 80.0}


def arguments(name, dtype):
    random = np.random.default_rng(1)
    plain = random.uniform(-1, 1, 50_000) * SPAN[dtype] * random.choice([1, 1e-1, 1e-2, 1e-4], 50_000)
    return (np.exp(plain) if name == "log" else plain).astype(dtype)


def compiled(name, x):
    function = getattr(elementary, f"{name}{x.itemsize * 8}")

    @njit(error_model="numpy")
    def loop(x, out):
        for i in range(x.size):
            out[i] = function(x[i])

    out = np.empty_like(x)
    loop(x, out)
    return out


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", NAMES)
def test_arrays_and_loops_have_the_same_bits(name, dtype):
    with np.errstate(all="ignore"):
        x = np.concatenate([arguments(name, dtype), np.array(SPECIAL, dtype)])
    one, other = compiled(name, x), getattr(elementary_numpy, name)(x)
    assert other.dtype == dtype
    assert np.array_equal(one, other, equal_nan=True)
    assert np.array_equal(np.signbit(one), np.signbit(other) & ~np.isnan(other) | np.signbit(one) & np.isnan(one))


def test_numbers_that_are_arrays_change_neither_a_bit_nor_a_precision():
    """Bounds of 0 too, of which there are two, and plain numbers in single precision."""
    text = (
        "SHARE = 0.1\n"
        "def f64(x):\n    y = 0.0 if x < 0.0 else x\n    z = 1.5 if y > 1.5 else y\n    return z * SHARE + 1 / 3\n"
        "def f32(x):\n    f = np.float32\n    return (f(2) if x > f(2) else x) * 0.1 - f(SHARE)\n"
    )
    written = [for_arrays(text), for_arrays_of_numpy(text)]
    assert "np.minimum" in written[1] and "np.maximum" not in written[1]
    scopes = [{"np": np}, {"np": np}]
    for scope, functions in zip(scopes, written, strict=True):
        exec(functions, scope)
    for name, dtype in (("f64", np.float64), ("f32", np.float32)):
        x = np.array([-3.0, -0.0, 0.0, 1.0, 7.0, np.inf, -np.inf, np.nan], dtype)
        one, other = (scope[name](x) for scope in scopes)
        assert one.dtype == other.dtype == dtype and one.tobytes() == other.tobytes()


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", BOUNDS)
def test_errors_stay_within_a_few_last_places(name, dtype):
    x = arguments(name, dtype)
    wide = x.astype(np.longdouble)
    truth = {"exp": np.exp, "log": np.log, "exprel": lambda v: np.expm1(v) / v}[name](wide)
    error = np.abs(compiled(name, x) - truth) / np.spacing(np.abs(truth).astype(dtype))
    assert float(error.max()) <= BOUNDS[name]


@pytest.mark.parametrize(("dtype", "bound"), [(np.float64, 3e-16), (np.float32, 3e-7)])
def test_the_sine_is_right_to_its_last_place_beside_1(dtype, bound):
    x = arguments("sin", dtype)
    error = np.abs(compiled("sin", x) - np.sin(x.astype(np.longdouble)))
    assert float(error.max()) <= bound


def test_the_sine_of_many_turns_is_still_a_sine():
    x = np.random.default_rng(2).uniform(-1e6, 1e6, 50_000)
    assert float(np.abs(compiled("sin", x) - np.sin(x.astype(np.longdouble))).max()) <= 3e-16
    assert elementary_numpy.sin(0.0) == 0.0


def test_what_is_not_a_number_stays_so():
    for function in (elementary_numpy.exp, elementary_numpy.log, elementary_numpy.exprel):
        assert np.isnan(function(np.nan))
    assert elementary_numpy.log(0.0) == -np.inf
    assert np.isnan(elementary_numpy.log(-1.0))
    assert elementary_numpy.exprel(0.0) == 1.0
