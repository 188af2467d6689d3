"""Numba's hidden ``noalias`` flag, the width of vectors, and the cache of this program for machine code.

Numba knows ``noalias`` but does not expose it. The arrays of one kernel never overlap; without the flag
LLVM gives up vectorising loops that write more than about sixteen arrays. Where a processor has vectors of 512
bits LLVM prefers half of them, for the sake of the first processors that had them, which grew slower by their use.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba
from llvmlite.binding import get_host_cpu_features, get_host_cpu_name
from numba.core.cpu import CPUTargetOptions
from numba.core.options import _mapping  # decision 0220

from engine.backends.kernels.code_cache import CodeCache

F = TypeVar("F", bound=Callable[..., Any])

WIDEST = "avx512vl"  # the feature of processors with vectors of 512 bits, and of shorter ones in the same manner
SLOWED = ("skylake-avx512", "cascadelake", "cooperlake")  # by their widest vectors

# Numba hands it to LLVM, and lets nobody set it (decision 0220).
CPUTargetOptions.noalias = _mapping("noalias")

# A file of options in the current folder may be a stranger's: no such file is read (decision 0220).
numba.config._config_fname = ""
numba.config.reload_config()


def features() -> str | None:
    """The features of this processor that LLVM may use; None where it knows best, or where the user has said."""
    said: str | None = numba.config.CPU_FEATURES
    known = get_host_cpu_features()
    if said is not None or not known.get(WIDEST) or get_host_cpu_name() in SLOWED:
        return said
    return f"{known.flatten()},-prefer-256-bit"


numba.config.CPU_FEATURES = features()


def compiled(*, cache: bool = False, **options: Any) -> Callable[[F], F]:
    """``numba.njit`` with numbers that overflow as NumPy's do; a type checker still sees the function.

    With ``cache``, its machine code is kept for other processes.
    """

    def decorate(function: F) -> F:
        result: Any = numba.njit(error_model="numpy", **options)(function)
        if cache:
            result._cache = CodeCache(function)  # Numba's own ends whatever needed a spoilt file (decision 0189)
        made: F = result
        return made

    return decorate
