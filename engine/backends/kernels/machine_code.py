"""Kernels as machine code: found in memory or on disk, else compiled, or only looked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from numba import types
from numba.core.ccallback import CFunc

from engine.backends.kernels.code_cache import CodeCache
from engine.backends.kernels.driver import drive, entry_text
from engine.backends.kernels.kernel import Kernel
from engine.backends.kernels.source_cache import loaded

Types = Sequence[tuple[str, int]]
"""Of each argument the element type and the number of dimensions of a contiguous array, 0 for a number."""

TITLE = re.compile(r'\A"""[^"]*"""\n')
KEPT = "machine_code"  # where a kernel's module keeps the code that belongs to its entry


class NotCompiled(LookupError):
    """No cache has this machine code."""


def module_text(kernel: Kernel) -> str:
    """The whole module of a kernel, with the function that the driver calls.

    Its title is left out: kernels that are equal but for the names of their models are compiled once.
    """
    return TITLE.sub("", kernel.text) + entry_text(kernel.function, kernel.arguments, kernel.precision)


def address_of(text: str, *, may_compile: bool = True) -> int:
    """The address of a kernel's entry; raises :class:`NotCompiled` where it would have to be compiled but may not."""
    module = loaded(text)
    kept: Any = getattr(module, KEPT, None)
    if kept is None:
        kept = CFunc(module.entry, (((types.intp, types.int64)), types.void), {}, {})
        kept._cache = CodeCache(module.entry)  # Numba's own ends whatever needed a spoilt file (decision 0189)
        if not may_compile:
            kept._compile_uncached = _refused
        kept.compile()
        setattr(module, KEPT, kept)  # machine code lives as long as its owner
    return int(kept.address)


def have(function: Any, types_of: Types, *, may_compile: bool = True) -> None:
    """Load or compile a ``njit`` function for arguments of these types; raises :class:`NotCompiled` as above."""
    signature = tuple(_type(dtype, dimensions) for dtype, dimensions in types_of)
    if function.overloads.get(signature) is not None:
        return
    # Numba asks its cache only where it would compile, too (decision 0220).
    compiler, function._compiler = function._compiler, function._compiler if may_compile else RefusingCompiler
    try:
        function.compile(signature)
    finally:
        function._compiler = compiler


class RefusingCompiler:
    """Stands in for Numba's compiler where only the cache may be asked."""

    @staticmethod
    def compile(*_: object) -> Any:
        raise NotCompiled


def _type(dtype: str, dimensions: int) -> Any:
    scalar = getattr(types, dtype)
    return types.Array(scalar, dimensions, "C") if dimensions else scalar


def _refused() -> Any:
    raise NotCompiled


def have_driver() -> None:
    """Load or compile what runs the kernels."""
    import numpy as np

    drive(0, 0, np.zeros(1, np.int64), np.zeros((1, 1), np.int64))
