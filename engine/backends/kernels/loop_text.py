"""The module of a compiled loop: what it imports, the equations that it calls, and the loop."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.backends.kernels.argument import Argument

FUNCTIONS = {
    **{name: ("elementary", f"{name}{{bits}} as {name}") for name in ("exp", "exprel", "log", "sin")},
    "normal": ("normal", "normal"),
    "fill_words": ("philox", "fill_words"),
    "uniform": ("philox", "uniform{bits} as uniform"),
    "uniform64": ("philox", "uniform64"),
    "fetch": ("prefetch", "fetch"),
    "lowest": ("bits", "lowest"),
    "noted": ("bits", "noted"),
}
"""The functions that a loop may call: their modules, and what is imported from there."""
INLINE = '@njit(error_model="numpy", inline="always")'
COMPILED = '@njit(error_model="numpy", nogil=True)'
NOALIAS = '@njit(error_model="numpy", nogil=True, noalias=True)'


def loop_text(
    title: str, function: str, arguments: Sequence[Argument], body: str, precision: str, equations: Iterable[str],
    noalias: bool, helper: str = "",
) -> str:  # fmt: skip
    """The module of ``function(neurons, j, *arguments)``, whose ``body`` calls ``equations`` and a ``helper``.

    ``noalias``: no two arrays overlap, which LLVM does not know of many by itself.
    """
    inner = "".join(f"{INLINE}\n{equation}\n\n" for equation in equations)
    inner += f"{helper}\n\n" if helper else ""
    inner += NOALIAS if noalias else COMPILED
    inner += f"\ndef {function}({', '.join(('neurons', 'j', *(a.name for a in arguments)))}):\n{body}"
    wanted = [FUNCTIONS[name] for name in FUNCTIONS if f"{name}(" in inner]
    imports = "".join(f"from engine.backends.functions.{module} import {name}\n" for module, name in wanted)
    return f'''"""{title}."""

import numpy as np
from numba import njit

import engine.backends.kernels.numba_options
{imports.format(bits=precision.removeprefix("float"))}
F = np.{precision}


{inner}'''
