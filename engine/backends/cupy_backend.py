"""Runs operations as CUDA kernels through CuPy: arrays travel once a call, spikes never wait for the host."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import numpy as np

from engine.backends.cancellation import CancellationPoint
from engine.backends.kernels.cuda import OPTIONS
from engine.backends.kernels.kernel import Array, GoesOn, Operation, Program

Launch = Callable[[int, int], None]
THREADS = 128  # a block
BLOCKS = 256  # at most, where they take turns
MOST_BLOCKS = (1 << 31) - 1  # of a launch
CLOSE = """
extern "C" __global__ void close_step(long long* offsets, const int* count, const int j) { offsets[j + 1] = *count; }
"""
FIXED = ("targets", "begin", "end", "rows", "delays", "places", "sources", "lags", "steps", "trains")
"""Arrays that neither side changes while a program is in use."""


class CupyBackend:
    """One device; in tests ``device`` is another module with ``asarray`` and ``RawModule``."""

    name = "cupy"
    is_compiling = False

    def __init__(self, device: Any = None) -> None:
        self._cupy = import_module("cupy") if device is None else device
        self._launches: list[Launch] = []
        self._mirrors: dict[tuple[int, tuple[int, ...], str], tuple[Array, Any, bool]] = {}
        self._logs: dict[int, tuple[Array, Array, Any]] = {}
        self._kernels: dict[tuple[str, str], Any] = {}
        self._asking = CancellationPoint()

    def prepare(self, programs: Sequence[Program], window: int) -> None:
        if len(programs) != 1:
            raise ValueError("a device runs one program")
        self.close()
        self._launches = [launch for p in programs for o in (*p.local, *p.exchange) for launch in self._bound(o)]

    def drive(self, chunk: int, first: int, last: int, goes_on: GoesOn | None = None) -> None:
        self._asking.begin(goes_on)
        for host, device, fixed in self._mirrors.values():
            if not fixed:
                device.set(host)
        for _, offsets, count in self._logs.values():
            count.set(np.array([offsets[first - chunk]], np.int32))
        for k in range(first, last):
            for launch in self._launches:
                launch(k - chunk, k)
            self._asking.ask()
        for host, device, fixed in self._mirrors.values():
            if not fixed:
                host[...] = device.get()
        for spikes, offsets, _ in self._logs.values():
            in_order(spikes, offsets, first - chunk, last - chunk)

    def close(self) -> None:
        self._launches, self._mirrors, self._logs = [], {}, {}

    def _bound(self, operation: Operation) -> list[Launch]:
        cuda = operation.kernel.cuda
        if operation.size == 0:
            return []
        kernel = self._kernel(cuda.text, cuda.function)
        blocks = min(-(-operation.size // THREADS), BLOCKS if cuda.by_blocks else MOST_BLOCKS)
        given = [self._argument(operation, a.name, a.length) for a in cuda.arguments]
        size = np.int32(operation.size)

        def launch(j: int, k: int) -> None:
            pointers = [device[k % operation.slots] if is_slot else device for is_slot, device in given]
            kernel((blocks,), (THREADS,), (size, np.int32(j), *pointers))

        return [launch, self._closing(operation)] if cuda.appends else [launch]

    def _closing(self, operation: Operation) -> Launch:
        """After the spikes of a step their end is written, as the next kernels read it."""
        kernel = self._kernel(CLOSE, "close_step")
        offsets, count = self._mirror(operation.arrays["offsets"], False), self._counter(operation)

        def launch(j: int, k: int) -> None:
            kernel((1,), (1,), (offsets, count, np.int32(j)))

        return launch

    def _argument(self, operation: Operation, name: str, length: str) -> tuple[bool, Any]:
        if name == "count":
            return False, self._counter(operation)
        return length == "slot", self._mirror(operation.arrays[name], name in FIXED)

    def _counter(self, operation: Operation) -> Any:
        offsets = operation.arrays["offsets"]
        key = offsets.ctypes.data
        if key not in self._logs:
            count = self._cupy.asarray(np.zeros(1, np.int32))
            self._logs[key] = operation.arrays["spikes"], offsets, count
        return self._logs[key][2]

    def _mirror(self, host: Array, fixed: bool) -> Any:
        """``host`` on the device; what is fixed, or nobody can write to, as a project's arrays, travels once."""
        key = host.ctypes.data, host.shape, host.dtype.str
        if key not in self._mirrors:
            stays = fixed or not host.flags.writeable
            self._mirrors[key] = host, self._cupy.asarray(np.ascontiguousarray(host)), stays
        return self._mirrors[key][1]

    def _kernel(self, text: str, function: str) -> Any:
        if (text, function) not in self._kernels:
            self._kernels[text, function] = self._cupy.RawModule(code=text, options=OPTIONS).get_function(function)
        return self._kernels[text, function]


def in_order(spikes: Array, offsets: Array, first: int, last: int) -> None:
    """Sort the neurons of each step of a chunk, which a device appends in no order."""
    begin, end = int(offsets[first]), int(offsets[last])
    step = np.repeat(np.arange(first, last), np.diff(offsets[first : last + 1]))
    order = np.lexsort((spikes[begin:end], step))
    spikes[begin:end] = spikes[begin:end][order]
