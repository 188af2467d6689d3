"""Places for arrays of training: the processor's memory, or a CUDA device through CuPy.

What trains asks its circuit's device for new arrays and reads them back by its ``host``; everything between is
NumPy's functions and operators, which CuPy's arrays answer themselves. Random numbers, samples and losses stay with the
processor, so that a device trains on the same presentations.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.backends.kernels.cuda import OPTIONS

Array = NDArray[Any]
Launch = Callable[[str, int, tuple[Any, ...]], None]
THREADS = 128  # of a block
MEMORY_SHARE = 0.9  # of a device's memory
PROCESSOR_NAMES = ("fastest", "numba", "numpy")


class Processor:
    """The memory of NumPy's arrays."""

    is_host = True

    def asarray(self, values: Any, dtype: Any = None) -> Array:
        """``values`` as an array here; one that is here already, and of this type, stays itself."""
        return np.asarray(values, dtype)

    def zeros(self, shape: int | tuple[int, ...], dtype: Any) -> Array:
        """A new array."""
        return np.zeros(shape, dtype)

    def host(self, array: Array) -> Array:
        """The numbers of an array as NumPy's."""
        return array

    def launcher(self, source: str) -> Launch:
        """Give what runs a kernel of CUDA ``source`` by its name, with so many threads and these arguments."""
        raise TypeError("a processor runs no CUDA")

    def budget(self) -> int | None:
        """Bytes that training may take there; None where it is the processor's memory."""
        return None

    def free(self) -> int:
        """Bytes of it that may be used now."""
        from engine.checking.memory import SHARE, free_memory

        return int(SHARE * free_memory())


class CudaDevice:
    """Arrays and kernels of CuPy; in tests ``module`` stands in for it."""

    is_host = False

    def __init__(self, module: Any = None) -> None:
        self._module = import_module("cupy") if module is None else module
        self._launchers: dict[str, Launch] = {}

    def asarray(self, values: Any, dtype: Any = None) -> Array:
        array: Array = self._module.asarray(values, dtype)
        return array

    def zeros(self, shape: int | tuple[int, ...], dtype: Any) -> Array:
        array: Array = self._module.zeros(shape, dtype)
        return array

    def host(self, array: Array) -> Array:
        numbers: Array = self._module.asnumpy(array)
        return numbers

    def launcher(self, source: str) -> Launch:
        if source not in self._launchers:
            module = self._module.RawModule(code=source, options=OPTIONS)

            def launch(name: str, threads: int, arguments: tuple[Any, ...]) -> None:
                module.get_function(name)((-(-threads // THREADS),), (THREADS,), arguments)

            self._launchers[source] = launch
        return self._launchers[source]

    def budget(self) -> int | None:
        _, total = self._module.cuda.runtime.memGetInfo()
        return int(total * MEMORY_SHARE)

    def free(self) -> int:
        free, _ = self._module.cuda.runtime.memGetInfo()
        return int(free)


Device: TypeAlias = Processor | CudaDevice
PROCESSOR = Processor()


def device(backend: str) -> Device:
    """The device of a backend's name; raises :class:`~engine.backends.backend.BackendMissing` or ``KeyError``."""
    from engine.backends import why_not
    from engine.backends.backend import BackendMissing

    if backend in PROCESSOR_NAMES:
        return PROCESSOR
    if reason := why_not(backend):
        raise BackendMissing(reason)
    return CudaDevice()
