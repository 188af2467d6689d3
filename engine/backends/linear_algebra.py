"""Holds the libraries of linear algebra to one thread, where products are too small to gain from more."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager


def one_thread() -> AbstractContextManager[object]:
    """Limit all of them in this process until it is left: a second thread would only wait, busily, for the first."""
    from threadpoolctl import threadpool_limits

    limits: AbstractContextManager[object] = threadpool_limits(1)
    return limits


def one_thread_at_times() -> Callable[[], AbstractContextManager[object]]:
    """The same, to be entered often: the libraries are looked for once, now."""
    from threadpoolctl import ThreadpoolController

    found = ThreadpoolController()
    return lambda: found.limit(limits=1)
