"""Asking for memory before it is read: as machine code a hint to the processor, as plain Python nothing.

The rows of a projection lie far apart, so that the first numbers of each come late unless they were asked for while
the row before was at work.
"""

from __future__ import annotations

from typing import Any

import llvmlite.ir as ir
from numba import types
from numba.extending import intrinsic, overload

READ, KEEP, DATA = 0, 3, 1  # as LLVM's llvm.prefetch numbers them


@intrinsic  # type: ignore[untyped-decorator]  # Numba has no types
def hint(context: Any, array: Any, place: Any) -> Any:
    """The instruction that fetches the cache line of ``array[place]``, which may lie beyond the end."""
    signature = types.void(array, types.int64)

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        address = builder.bitcast(builder.gep(data, [arguments[1]]), ir.IntType(8).as_pointer())
        number = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [address.type, number, number, number])
        function = builder.module.declare_intrinsic("llvm.prefetch", [address.type], kind)
        builder.call(function, [address, number(READ), number(KEEP), number(DATA)])
        return context.get_dummy_value()

    return signature, code


def fetch(array: Any, place: Any) -> None:
    """``array[place]`` will be read soon."""


@overload(fetch)  # type: ignore[untyped-decorator]  # Numba has no types
def _fetch(array: Any, place: Any) -> Any:
    def compiled(array: Any, place: Any) -> None:
        hint(array, place)

    return compiled
