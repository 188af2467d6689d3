"""Holds the libraries of linear algebra to one thread, where products are too small to gain from more."""

from __future__ import annotations

from contextlib import AbstractContextManager


def one_thread() -> AbstractContextManager[object]:
    """Limit all of them in this process until it is left: a second thread would only wait, busily, for the first."""
    from threadpoolctl import threadpool_limits

    limits: AbstractContextManager[object] = threadpool_limits(1)
    return limits
