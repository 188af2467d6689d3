"""One compiled call advances the whole network: a fixed loop over a table of kernel addresses.

Every kernel is a C function ``(table row, step)``; its row lists a header and the addresses of its
arrays. So a new network never compiles the driver, and a new model compiles only itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import llvmlite.ir as ir
from numba import types
from numba.extending import intrinsic

from engine.backends.numba_options import compiled

HEADER = 4  # elements, first step of the chunk, slots of the ring, length of one slot
UNBOUNDED = 1 << 60  # length of an array whose bounds the kernel itself keeps
ITEM = {"float32": 4, "float64": 8}


class Argument(Protocol):
    """One array of a kernel: its name, element type (``F`` is the precision) and length."""

    @property
    def name(self) -> str: ...

    @property
    def dtype(self) -> str: ...

    @property
    def length(self) -> str: ...


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


@compiled(cache=True, nogil=True)
def drive(first: Any, last: Any, functions: Any, tables: Any) -> Any:
    """Run every operation, in order, for each step from ``first`` to ``last``."""
    base, stride = tables.ctypes.data, tables.shape[1] * 8
    for k in range(first, last):
        for o in range(functions.size):
            call(functions[o], base + o * stride, k)


def entry_text(function: str, arguments: Sequence[Argument], precision: str) -> str:
    """The C function that unpacks one table row for ``function``; appended to a kernel's text."""
    unpacked = []
    for index, argument in enumerate(arguments, HEADER):
        if argument.length == "slot":
            start = f"t[{index}] + (k % t[2]) * t[3] * np.int64({ITEM[precision]})"
            unpacked.append(f"carray(pointer({start}, {argument.dtype}), t[0])")
        else:
            lengths = {"neurons": "t[0]", "capacity": str(UNBOUNDED), "chunk": str(UNBOUNDED)}
            length = lengths.get(argument.length, argument.length)
            unpacked.append(f"carray(pointer(t[{index}], {argument.dtype}), {length})")
    listed = ",\n        ".join(unpacked)
    return f"""

from numba import carray, cfunc, types
from engine.backends.driver import pointer


@cfunc(types.void(types.intp, types.int64), cache=True)
def entry(table, k):
    t = carray(pointer(table, np.int64), {HEADER + len(arguments)})
    {function}(t[0], k - t[1],
        {listed})
"""
