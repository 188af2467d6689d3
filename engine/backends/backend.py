"""What a backend is: something that runs programs of operations over a range of steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from engine.backends.kernel import GoesOn, Program


class Backend(Protocol):
    """Runs one program a thread; all meet every ``window`` steps, the smallest delay between them."""

    @property
    def name(self) -> str: ...

    @property
    def is_compiling(self) -> bool:
        """Whether a faster one takes its place once it is compiled."""

    def prepare(self, programs: Sequence[Program], window: int) -> None:
        """Take the programs; their arrays keep their addresses until the next call."""

    def drive(self, chunk: int, first: int, last: int, goes_on: GoesOn | None = None) -> None:
        """Run the steps from ``first`` to ``last``, of a chunk that began at step ``chunk``.

        One that computes in Python asks ``goes_on`` before it begins, where others may be let go first, and whenever
        it took long; it raises ``Cancelled`` where the answer is False: what it ran is lost.
        """

    def close(self) -> None:
        """Give back threads and device memory."""


class BackendMissing(RuntimeError):
    """The chosen backend cannot run here; the message is one sentence."""


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
    """What computes where nobody chose."""
    from engine.backends import fastest_name

    if fastest_name() == "numba":
        from engine.backends.early_backend import EarlyBackend

        return EarlyBackend()
    from engine.backends.numpy_backend import NumpyBackend

    return NumpyBackend()
