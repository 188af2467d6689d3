"""The face of a backend: something that runs programs of operations over a range of steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from engine.backends.kernels.kernel import GoesOn, Program


class Backend(Protocol):
    """Runs one program a thread; all meet every ``window`` steps, the smallest delay between them."""

    @property
    def name(self) -> str: ...

    @property
    def is_compiling(self) -> bool:
        """Tell whether a faster one takes its place once it is compiled."""

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
