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
from numba.np.arrayobj import make_array, populate_array

from engine.backends.kernels.aligned import LINE
from engine.backends.kernels.argument import Argument
from engine.backends.kernels.numba_options import compiled

HEADER = 6  # elements, first step of the chunk, slots of the ring, length of one slot, step when due, steps between
DUE, EVERY = 4, 5  # columns
PLACES = 8  # from which operations are called
UNBOUNDED = 1 << 60  # length of an array whose bounds the kernel itself keeps
WORD = 8  # bytes of a number of the table
ITEM = {"float32": 4, "float64": 8}
LENGTHS = {
    "slot": "n",
    "neurons": "n",
    "lines": f"(n + {LINE - 1}) // {LINE} * {LINE}",
    "capacity": str(UNBOUNDED),
    "chunk": str(UNBOUNDED),
}
"""Of arrays, in the text of an entry in which ``n`` is the number of elements; of others the length itself."""
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
def word(context: Any, table: Any, column: Any) -> Any:
    """The number in a column of the table row at the address ``table``."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.load(builder.gep(builder.inttoptr(arguments[0], ir.IntType(64).as_pointer()), [arguments[1]]))

    return types.int64(types.intp, types.intp), code


@intrinsic  # type: ignore[untyped-decorator]  # Numba has no types
def elements(context: Any, address: Any, dtype: Any, length: Any) -> Any:
    """The array of ``length`` elements of ``dtype`` at an address: that which ``carray`` makes of a pointer, sooner."""
    kind = types.Array(dtype.dtype, 1, "C")

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        item = context.get_data_type(kind.dtype)
        size = context.get_constant(types.intp, context.get_abi_sizeof(item))
        array = make_array(kind)(context, builder)
        data = builder.inttoptr(arguments[0], item.as_pointer())
        populate_array(array, data=data, shape=[arguments[2]], strides=[size], itemsize=size, meminfo=None)
        return array._getvalue()  # decision 0220

    return kind(types.intp, dtype, types.intp), code


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
        address, length = f"word(table, {index})", LENGTHS.get(argument.length, argument.length)
        if argument.length == "slot":
            address += f" + (k % word(table, 2)) * word(table, 3) * {ITEM[precision]}"
        unpacked.append(f"elements({address}, {argument.dtype}, {length})")
    listed = ",\n        ".join(unpacked)
    return f"""

from engine.backends.kernels.driver import elements, word


def entry(table, k):
    n = word(table, 0)
    {function}(n, k - word(table, 1),
        {listed})
"""
