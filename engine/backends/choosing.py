"""The backend of a name, made when it is asked for: each brings libraries of its own."""

from __future__ import annotations

from importlib import import_module

from engine.backends import FASTEST, fastest_name, why_not
from engine.backends.backend import Backend, BackendMissing


def backend(name: str) -> Backend:
    """The backend of that name, ready to prepare; raises :class:`BackendMissing` or ``KeyError``.

    ``"fastest"`` is Numba where it can be used, started at once on NumPy; else NumPy. It is never a GPU, which does
    not promise the same bits.
    """
    if name == FASTEST:
        return fastest()
    if reason := why_not(name):
        raise BackendMissing(reason)
    return _made(name)


def fastest() -> Backend:
    """The backend that computes where nobody chose."""
    return _made("early" if fastest_name() == "numba" else "numpy")


def _made(name: str) -> Backend:
    made: Backend = getattr(import_module(f"engine.backends.{name}_backend"), f"{name.capitalize()}Backend")()
    return made
