"""What a backend is: something that runs programs of operations over a range of steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from engine.backends.kernel import Program


class Backend(Protocol):
    """Runs one program a thread; all meet every ``window`` steps, the smallest delay between them."""

    name: str

    def prepare(self, programs: Sequence[Program], window: int) -> None:
        """Take the programs; their arrays keep their addresses until the next call."""

    def drive(self, chunk: int, first: int, last: int) -> None:
        """Run the steps from ``first`` to ``last``, of a chunk that began at step ``chunk``."""

    def close(self) -> None:
        """Give back threads and device memory."""


class BackendMissing(RuntimeError):
    """The chosen backend cannot run here; the message is one sentence."""


def backend(name: str) -> Backend:
    """The backend of that name, ready to prepare; raises :class:`BackendMissing` or ``KeyError``.

    ``"checked"`` is for tests, so it is not among the available ones that a person chooses from.
    """
    from engine.backends import available

    reason = None if name == "checked" else available()[name]
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
