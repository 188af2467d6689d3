"""Notes of one byte as the bits of a word, and the place of its lowest bit; in plain Python the same."""

from __future__ import annotations

from typing import Any

import llvmlite.ir as ir
import numpy as np
from numba import types
from numba.extending import intrinsic, overload

IS_NOT_ZERO = 1  # said of the word to LLVM's llvm.cttz
NOTES = 64  # that become one word, and the bytes of a cache line


@intrinsic  # type: ignore[untyped-decorator]  # Numba has no types
def counted(context: Any, word: Any) -> Any:
    """The instruction that counts the zeros below the lowest one of ``word``, which is not 0."""
    signature = types.uint64(types.uint64)

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.IntType(1)(IS_NOT_ZERO))

    return signature, code


def lowest(word: Any) -> Any:
    """The number of zeros below the lowest one of ``word``, which is not 0."""
    whole = int(word)
    return np.uint64((whole & -whole).bit_length() - 1)


@overload(lowest)  # type: ignore[untyped-decorator]  # Numba has no types
def _lowest(word: Any) -> Any:
    def compiled(word: Any) -> Any:
        return counted(word)

    return compiled


@intrinsic  # type: ignore[untyped-decorator]  # Numba has no types
def compared(context: Any, notes: Any, first: Any) -> Any:
    """One comparison of a vector, whose outcomes are a word."""
    signature = types.uint64(notes, types.int64)

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        vector = ir.VectorType(ir.IntType(8), NOTES)
        line = builder.load(builder.bitcast(builder.gep(data, [arguments[1]]), vector.as_pointer()))
        line.align = 1
        return builder.bitcast(builder.icmp_unsigned("!=", line, vector([0] * NOTES)), ir.IntType(NOTES))

    return signature, code


def noted(notes: Any, first: Any) -> Any:
    """The bytes of ``notes`` that are not 0, of the 64 from ``first`` on: the lowest bit stands for the first."""
    return np.uint64(sum(1 << n for n in range(NOTES) if notes[first + n]))


@overload(noted)  # type: ignore[untyped-decorator]  # Numba has no types
def _noted(notes: Any, first: Any) -> Any:
    def compiled(notes: Any, first: Any) -> Any:
        return compared(notes, first)

    return compiled
