"""Numba's hidden ``noalias`` flag, and a private folder for the machine code that it keeps.

Numba knows ``noalias`` but does not expose it. The arrays of one kernel never overlap; without the flag
LLVM gives up vectorising loops that write more than about sixteen arrays.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba
from numba.core.cpu import CPUTargetOptions
from numba.core.options import _mapping

from engine.backends.source_cache import folder

F = TypeVar("F", bound=Callable[..., Any])

CPUTargetOptions.noalias = _mapping("noalias")

if not numba.config.CACHE_DIR:
    numba.config.CACHE_DIR = str(folder() / "machine_code")  # pickles: private to this user, never in a project


def compiled(**options: Any) -> Callable[[F], F]:
    """``numba.njit`` with numbers that overflow as NumPy's do; a type checker still sees the function."""

    def decorate(function: F) -> F:
        result: F = numba.njit(error_model="numpy", **options)(function)
        return result

    return decorate
