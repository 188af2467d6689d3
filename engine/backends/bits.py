"""The place of the lowest bit of a word: one instruction of the processor."""

from __future__ import annotations

from typing import Any

import llvmlite.ir as ir
from numba import types
from numba.extending import intrinsic

IS_NOT_ZERO = 1  # the word, as LLVM's llvm.cttz wants to know


@intrinsic  # type: ignore[untyped-decorator]  # Numba has no types
def lowest(context: Any, word: Any) -> Any:
    """How many zeros stand below the lowest one of ``word``, which is not 0."""
    signature = types.uint64(types.uint64)

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.IntType(1)(IS_NOT_ZERO))

    return signature, code
