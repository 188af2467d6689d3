"""Backends that run a compiled network: Numba loops, NumPy arrays, CuPy arrays; and what each of them needs."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from engine.backends.failure_words import failure_words
from engine.problems import Phrase

FASTEST = "fastest"
"""The choice of whoever makes none: the fastest backend here that gives the promised bits, started at once."""


def available() -> dict[str, str | None]:
    """Every backend's name with None where it can be used, else one sentence that says why not.

    The first answer imports what is asked about: a second or two.
    """
    return {name: ask() for name, ask in QUESTIONS.items()}


def fastest_name() -> str:
    """The name of the backend that ``FASTEST`` comes to here: Numba where it can be used, never a device."""
    return "numba" if why_not("numba") is None else "numpy"


def why_not(name: str) -> str | None:
    """The same of one backend; raises ``KeyError`` for a name that none has."""
    return QUESTIONS[name]()


@cache  # what is missing stays so for a process (decision 0220)
def _numba() -> str | None:
    try:
        import numba  # noqa: F401  whether it can be imported is the question
    except ImportError as missing:
        if missing.name in ("numba", "llvmlite"):
            return Phrase("Numba is not installed: install the package {name}.", name=missing.name)
        return Phrase("Numba cannot be loaded: {cause}.", cause=failure_words(missing))
    except Exception as failure:  # versions that do not fit together fail in many ways
        return Phrase("Numba cannot be loaded: {cause}.", cause=failure_words(failure))
    return None


def _cupy() -> str | None:
    from engine.backends.cupy_device import reason_not_usable

    return reason_not_usable()


QUESTIONS: dict[str, Callable[[], str | None]] = {"numba": _numba, "numpy": lambda: None, "cupy": _cupy}
