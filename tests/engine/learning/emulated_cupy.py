"""A stand-in for CuPy's arrays: NumPy's functions answer for them, and they never mix with the processor's arrays.

As with CuPy, an array turns into NumPy's only by ``asnumpy``, and a function of NumPy takes either its own arrays or
these. Kernels are those of :mod:`tests.engine.backends.emulated_device`. What it cannot show is a real device: its
speed, its own functions' rounding. That CuPy has what is ``asked`` of it, its own package says
(``tests/peers/test_cupy.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType, SimpleNamespace
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from tests.engine.backends import emulated_device

LIKE_NUMPY = {
    np.broadcast_to, np.zeros_like, np.empty_like, np.clip, np.einsum, np.sum, np.mean, np.bincount, np.shape, np.ndim,
    np.where, np.matmul, np.ravel, np.any, np.all, np.cumsum, np.concatenate,
}  # fmt: skip
"""Functions, beside the universal ones, that CuPy has under the same name and that training uses."""


asked: set[tuple[str, str, int, tuple[str, ...]]] = set()
"""What was asked of arrays: its kind, its name, how many arguments without a name, the names of the others."""


def ask(kind: str, name: str, inputs: tuple[Any, ...] = (), options: Mapping[str, Any] = MappingProxyType({})) -> None:
    asked.add((kind, name, len(inputs), tuple(sorted(options))))


def bare(thing: Any) -> Any:
    """NumPy's arrays in place of ours, whatever they lie in."""
    if isinstance(thing, DeviceArray):
        return thing.values
    if isinstance(thing, np.ndarray):
        raise TypeError("Unsupported type <class 'numpy.ndarray'>: it is the processor's")
    if isinstance(thing, tuple | list):
        return type(thing)(map(bare, thing))
    if isinstance(thing, dict):
        return {key: bare(value) for key, value in thing.items()}
    return thing


def held(result: Any) -> Any:
    """What CuPy gives: an array, without dimensions too."""
    if isinstance(result, tuple):
        return tuple(map(held, result))
    if isinstance(result, np.ndarray | np.generic):
        new = DeviceArray.__new__(DeviceArray)
        new.values = np.asarray(result)
        return new
    return result


class DeviceArray(emulated_device.DeviceArray, NDArrayOperatorsMixin):
    """An array that only ``asnumpy`` shares with the processor."""

    __array_priority__ = 100

    def __array__(self, *_: Any, **__: Any) -> Any:
        raise TypeError("Implicit conversion to a NumPy array is not allowed")

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        ask(f"ufunc {method}", ufunc.__name__, inputs, options)
        out = options.get("out")
        result = getattr(ufunc, method)(*bare(inputs), **bare(options))
        return out[0] if out and len(out) == 1 else held(result)

    def __array_function__(self, function: Any, _types: Any, inputs: Any, options: Any) -> Any:
        if function not in LIKE_NUMPY:
            raise TypeError(f"no {function.__name__} here")
        ask("function", function.__name__, inputs, options)
        result = function(*bare(inputs), **bare(options))
        return options["out"] if options.get("out") is not None else held(result)

    def __getitem__(self, place: Any) -> Any:
        return held(self.values[bare(place)])

    def __setitem__(self, place: Any, value: Any) -> None:
        self.values[bare(place)] = bare(value)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)  # no way around ``__array__``
        found = getattr(self.values, name)
        if not callable(found):
            ask("attribute", name)
            return held(found)

        def method(*given: Any, **options: Any) -> Any:
            ask("method", name, given, options)
            return held(found(*bare(given), **bare(options)))

        return method

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> Any:
        return map(held, self.values)

    def __bool__(self) -> bool:
        return bool(self.values)

    def __float__(self) -> float:
        return float(self.values)

    def __int__(self) -> int:
        return int(self.values)


made = 0  # arrays that were asked for


def asarray(values: Any, dtype: Any = None) -> DeviceArray:
    global made
    made += 1
    if isinstance(values, DeviceArray):
        return values if dtype in (None, values.values.dtype) else held(values.values.astype(dtype))
    return held(np.array(values, dtype))


def zeros(shape: Any, dtype: Any) -> DeviceArray:
    global made
    made += 1
    return held(np.zeros(shape, dtype))


def asnumpy(array: Any) -> Any:
    return array.values.copy() if isinstance(array, DeviceArray) else np.asarray(array)


RawModule = emulated_device.RawModule
GIB = 1 << 30
cuda = SimpleNamespace(runtime=SimpleNamespace(memGetInfo=lambda: (GIB, 2 * GIB)))
