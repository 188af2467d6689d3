"""Runs operations as compiled loops: one call without the GIL for each thread, as long as threads gain."""

from __future__ import annotations

import ctypes
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from engine.backends.kernels.aligned import zeros
from engine.backends.kernels.driver import DUE, EVERY, HEADER, drive, drive_together
from engine.backends.kernels.kernel import GoesOn, Operation, Program
from engine.backends.kernels.machine_code import address_of, module_text
from engine.backends.pace import Pace

Table = tuple[NDArray[np.int64], NDArray[np.int64]]
CHUNK_COLUMN = 1  # where a row keeps the first step of the chunk
CELLS = 16  # two cache lines


class NumbaBackend:
    """Tables of kernel addresses, one a thread and phase; kernels come from the source cache."""

    name = "numba"
    is_compiling = False

    def __init__(self) -> None:
        self._tables: list[tuple[Table, Table]] = []
        self._whole: Table = argument_table([])
        self._pace = Pace()
        self._kept: list[Operation] = []
        self._window = 1
        self._pool: ThreadPoolExecutor | None = None
        self._meeting = zeros(CELLS, np.int64)
        self._giving_way = giving_way()

    def prepare(self, programs: Sequence[Program], window: int) -> None:
        self.close()
        self._window = window
        self._kept = [o for p in programs for o in p.local]  # tables hold bare addresses
        self._kept += [o for p in programs for o in p.exchange]
        self._whole = argument_table(self._kept)
        if len(programs) == 1:
            return
        self._pace = Pace()
        self._tables = [(argument_table(p.local), argument_table(p.exchange)) for p in programs]
        self._pool = ThreadPoolExecutor(len(programs) - 1, "spikeloom")

    def drive(self, chunk: int, first: int, last: int, goes_on: GoesOn | None = None) -> None:
        tables = (self._whole, *(phase for phases in self._tables for phase in phases))
        for _, rows in tables:
            rows[:, CHUNK_COLUMN] = chunk
        if not self._tables:
            begin_at(first, self._whole)
            drive(first, last, *self._whole)
            return
        for begin, end, together in self._pace.plan(first, last):
            began = time.perf_counter()
            begin_at(begin, *tables)
            if together:
                self._together(begin, end)
            else:
                drive(begin, end, *self._whole)
            self._pace.took(together, time.perf_counter() - began, end - begin)

    def _together(self, first: int, last: int) -> None:
        assert self._pool is not None
        others = [self._pool.submit(self._run, number, first, last) for number in range(1, len(self._tables))]
        self._run(0, first, last)
        for other in others:
            other.result()

    def _run(self, number: int, first: int, last: int) -> None:
        local, exchange = self._tables[number]
        cells, threads = self._meeting.ctypes.data, len(self._tables)
        drive_together(first, last, self._window, *local, *exchange, cells, threads, self._giving_way)

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown()
        self._pool, self._whole, self._tables, self._kept = None, argument_table([]), [], []


def argument_table(operations: Sequence[Operation]) -> Table:
    """Addresses (operations,) of the kernels and rows (operations, columns) of their arguments."""
    functions = np.zeros(len(operations), np.int64)
    columns = max((HEADER + len(o.kernel.arguments) for o in operations), default=HEADER)
    rows = np.zeros((len(operations), columns), np.int64)
    for index, operation in enumerate(operations):
        kernel = operation.kernel
        functions[index] = address_of(module_text(kernel))
        rows[index, :HEADER] = operation.size, 0, operation.slots, operation.stride, 0, operation.every
        for column, argument in enumerate(kernel.arguments, HEADER):
            rows[index, column] = operation.arrays[argument.name].ctypes.data
    return functions, rows


def begin_at(first: int, *tables: Table) -> None:
    """Each operation is due in the first step from ``first`` on that ends on a multiple of its own number of steps."""
    for _, rows in tables:
        rows[:, DUE] = first + (-1 - first) % rows[:, EVERY]


def giving_way() -> int:
    """The address of the system's function that lets another thread run."""
    if sys.platform == "win32":
        function = ctypes.WinDLL("kernel32").SwitchToThread
    else:
        function = ctypes.CDLL(None).sched_yield
    return ctypes.cast(function, ctypes.c_void_p).value or 0
