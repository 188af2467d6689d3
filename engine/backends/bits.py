"""The place of the lowest bit of a word: as machine code one instruction, as plain Python the same."""

from __future__ import annotations

from typing import Any

import llvmlite.ir as ir
import numpy as np
from numba import types
from numba.extending import intrinsic, overload

IS_NOT_ZERO = 1  # said of the word to LLVM's llvm.cttz


@intrinsic  # type: ignore[untyped-decorator]  # Numba has no types
def counted(context: Any, word: Any) -> Any:
    """The instruction that counts the zeros below the lowest one of ``word``, which is not 0."""
    signature = types.uint64(types.uint64)

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.IntType(1)(IS_NOT_ZERO))

    return signature, code


def lowest(word: Any) -> Any:
    """How many zeros stand below the lowest one of ``word``, which is not 0."""
    whole = int(word)
    return np.uint64((whole & -whole).bit_length() - 1)


@overload(lowest)  # type: ignore[untyped-decorator]  # Numba has no types
def _lowest(word: Any) -> Any:
    def compiled(word: Any) -> Any:
        return counted(word)

    return compiled
