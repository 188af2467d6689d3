"""Makes the first run start at once: what Numba needs before its first kernel is loaded while nobody waits."""

from __future__ import annotations

from engine.backends import available


def warm() -> None:
    """Load every library that is there, and one small kernel: about two seconds of work, safe in a thread."""
    import engine.compiling.stepping  # noqa: F401  what reads a model that no cache knows: it brings SymPy

    if available()["numba"] is not None:
        return
    import numpy as np

    from engine.backends.kernel import Operation
    from engine.backends.numba_backend import table
    from engine.simulation.injection import biasing

    zero = np.zeros(1)
    table([Operation(biasing("float64"), 1, {"bias": zero, "injected": np.zeros(1)})])
