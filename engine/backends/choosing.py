"""The backend of a name, made when it is asked for: each brings libraries of its own."""

from __future__ import annotations

from engine.backends.backend import Backend, BackendMissing


def backend(name: str) -> Backend:
    """The backend of that name, ready to prepare; raises :class:`BackendMissing` or ``KeyError``.

    ``"fastest"`` is Numba where it can be used, started at once on NumPy; else NumPy. It is never a GPU, which does
    not promise the same bits. ``"checked"`` is for tests: no person chooses it.
    """
    from engine.backends import FASTEST, why_not

    if name == FASTEST:
        return fastest()
    reason = None if name == "checked" else why_not(name)
    if reason is not None:
        raise BackendMissing(reason)
    if name == "numpy":
        from engine.backends.numpy_backend import NumpyBackend

        return NumpyBackend()
    if name == "checked":
        from engine.backends.checked_backend import CheckedBackend

        return CheckedBackend()
    if name == "cupy":
        from engine.backends.cupy_backend import CupyBackend

        return CupyBackend()
    from engine.backends.numba_backend import NumbaBackend

    return NumbaBackend()


def fastest() -> Backend:
    """The backend that computes where nobody chose."""
    from engine.backends import fastest_name

    if fastest_name() == "numba":
        from engine.backends.early_backend import EarlyBackend

        return EarlyBackend()
    from engine.backends.numpy_backend import NumpyBackend

    return NumpyBackend()
