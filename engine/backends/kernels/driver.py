"""One compiled call advances the whole network: a fixed loop over a table of kernel addresses.

Every kernel is a C function ``(table row, step)``; its row lists a header and the addresses of its
arrays. So a new network never compiles the driver, and a new model compiles only itself. The first operations of
a step are called from places of their own: a processor that meets one place which calls them all guesses the next
from what branches went before, and deliveries make these look like chance. Threads
meet inside the call: in Python two meetings cost more than a step of a thousand neurons.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import llvmlite.ir as ir
from numba import types
from numba.extending import intrinsic

from engine.backends.kernels.aligned import LINE
from engine.backends.kernels.argument import Argument
from engine.backends.kernels.numba_options import compiled

HEADER = 6  # elements, first step of the chunk, slots of the ring, length of one slot, step when due, steps between
DUE, EVERY = 4, 5  # columns
PLACES = 8  # from which operations are called
UNBOUNDED = 1 << 60  # length of an array whose bounds the kernel itself keeps
WORD = 8  # bytes of a number of the table
ITEM = {"float32": 4, "float64": 8}
ARRIVED, MEETING = 0, 8  # cells of a meeting, a cache line apart: threads that arrived, meetings held so far
LOOKS = 15_000  # of a waiting thread before it gives way to others: 30 microseconds


@intrinsic  # type: ignore[untyped-decorator]  # Numba has no types
def call(context: Any, address: Any, table: Any, step: Any) -> Any:
    """Call the C function at ``address``."""
    signature = types.void(types.intp, types.intp, types.int64)

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = ir.FunctionType(ir.VoidType(), [ir.IntType(64), ir.IntType(64)])
        builder.call(builder.inttoptr(arguments[0], kind.as_pointer()), arguments[1:])
        return context.get_dummy_value()

    return signature, code


@intrinsic  # type: ignore[untyped-decorator]  # Numba has no types
def pointer(context: Any, address: Any, dtype: Any) -> Any:
    """The address as a pointer to elements of ``dtype``."""
    target = types.CPointer(dtype.dtype)

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], context.get_value_type(target))

    return target(types.intp, dtype), code


@compiled(nogil=True)
def call_if_due(o: Any, k: Any, functions: Any, tables: Any) -> Any:
    """Operation ``o``, if there is one and its turn has come."""
    if o < functions.size and tables[o, DUE] <= k:
        tables[o, DUE] += tables[o, EVERY]
        call(functions[o], tables.ctypes.data + o * tables.shape[1] * WORD, k)


@compiled(cache=True, nogil=True)
def drive(first: Any, last: Any, functions: Any, tables: Any) -> Any:
    """Run every operation that is due, in order, for each step from ``first`` to ``last``."""
    for k in range(first, last):
        for o in range(0, functions.size, PLACES):
            call_if_due(o, k, functions, tables)
            call_if_due(o + 1, k, functions, tables)
            call_if_due(o + 2, k, functions, tables)
            call_if_due(o + 3, k, functions, tables)
            call_if_due(o + 4, k, functions, tables)
            call_if_due(o + 5, k, functions, tables)
            call_if_due(o + 6, k, functions, tables)
            call_if_due(o + 7, k, functions, tables)


@intrinsic  # type: ignore[untyped-decorator]  # Numba has no types
def give_way(context: Any, address: Any) -> Any:
    """Call the system's function at ``address``, which lets another thread run."""
    signature = types.void(types.intp)

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = ir.FunctionType(ir.VoidType(), [])
        builder.call(builder.inttoptr(arguments[0], kind.as_pointer()), [])
        return context.get_dummy_value()

    return signature, code


@intrinsic  # type: ignore[untyped-decorator]  # Numba has no types
def added(context: Any, address: Any, by: Any) -> Any:
    """Add to the integer at ``address``, undivided; gives what it was."""
    signature = types.int64(types.intp, types.int64)

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        cell = builder.inttoptr(arguments[0], ir.IntType(64).as_pointer())
        return builder.atomic_rmw("add", cell, arguments[1], "seq_cst")

    return signature, code


@intrinsic  # type: ignore[untyped-decorator]  # Numba has no types
def looked_at(context: Any, address: Any) -> Any:
    """The integer at ``address`` as all threads see it now."""
    signature = types.int64(types.intp)

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        cell = builder.inttoptr(arguments[0], ir.IntType(64).as_pointer())
        return builder.load_atomic(cell, "seq_cst", 8)

    return signature, code


@compiled(inline="never", nogil=True)
def meet(cells: Any, threads: Any, way: Any) -> Any:
    """Wait until ``threads`` threads are here; who waits gives way, so more threads than processors do no harm."""
    meeting = looked_at(cells + 8 * MEETING)
    if added(cells + 8 * ARRIVED, 1) == threads - 1:
        added(cells + 8 * ARRIVED, -threads)
        added(cells + 8 * MEETING, 1)
        return
    look = 0
    while looked_at(cells + 8 * MEETING) == meeting:
        look += 1
        if look > LOOKS:
            give_way(way)


@compiled(cache=True, nogil=True)
def drive_together(
    first: Any, last: Any, window: Any, local: Any, local_rows: Any, exchange: Any, exchange_rows: Any, cells: Any,
    threads: Any, way: Any,
) -> Any:  # fmt: skip
    """Run one of several threads: all meet after every ``window`` steps, and after exchanging their spikes."""
    start = first
    while start < last:
        end = min(start + window, last)
        drive(start, end, local, local_rows)
        meet(cells, threads, way)
        drive(start, end, exchange, exchange_rows)
        meet(cells, threads, way)
        start = end


def entry_text(function: str, arguments: Sequence[Argument], precision: str) -> str:
    """The C function that unpacks one table row for ``function``; appended to a kernel's text.

    It is compiled, or found in the cache, by :mod:`engine.backends.kernels.machine_code`.
    """
    unpacked = []
    for index, argument in enumerate(arguments, HEADER):
        if argument.length == "slot":
            start = f"t[{index}] + (k % t[2]) * t[3] * np.int64({ITEM[precision]})"
            unpacked.append(f"carray(pointer({start}, {argument.dtype}), t[0])")
        else:
            lengths = {
                "neurons": "t[0]",
                "lines": f"(t[0] + {LINE - 1}) // {LINE} * {LINE}",
                "capacity": str(UNBOUNDED),
                "chunk": str(UNBOUNDED),
            }
            length = lengths.get(argument.length, argument.length)
            unpacked.append(f"carray(pointer(t[{index}], {argument.dtype}), {length})")
    listed = ",\n        ".join(unpacked)
    return f"""

from numba import carray
from engine.backends.kernels.driver import pointer


def entry(table, k):
    t = carray(pointer(table, np.int64), {HEADER + len(arguments)})
    {function}(t[0], k - t[1],
        {listed})
"""
