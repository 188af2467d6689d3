"""Makes the first run start at once: what Numba needs before its first kernel is loaded while nobody waits."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from engine.backends import available


def warm(is_wanted: Callable[[], bool] = lambda: True) -> None:
    """Load every library that is there, and one small kernel: about two seconds of work, safe in a thread.

    It ends soon after it ``is_wanted`` no more.
    """
    for name in ("engine.compiling.mathematics.stepping", "engine.simulation.simulation"):  # the first brings SymPy
        if is_wanted():
            import_module(name)

    if not is_wanted() or available()["numba"] is not None:
        return
    import numpy as np

    from engine.backends.kernels.kernel import Operation
    from engine.backends.numba_backend import argument_table
    from engine.simulation.operations.injection import biasing

    if not is_wanted():
        return
    zero = np.zeros(1)
    argument_table([Operation(biasing("float64"), 1, {"bias": zero, "injected": np.zeros(1)})])
