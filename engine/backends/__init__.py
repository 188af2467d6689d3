"""What runs a compiled network: Numba loops, NumPy arrays, CuPy arrays; and what each of them needs."""

from __future__ import annotations


def available() -> dict[str, str | None]:
    """Every backend's name with None where it can be used, else one sentence that says why not."""
    return {"numba": _numba(), "numpy": None, "cupy": _cupy()}


def _numba() -> str | None:
    from importlib.util import find_spec

    return None if find_spec("numba") else "Numba is not installed: install the package numba."


def _cupy() -> str | None:
    from engine.backends.cupy_device import reason_not_usable

    return reason_not_usable()
