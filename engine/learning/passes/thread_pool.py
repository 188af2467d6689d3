"""Threads that learning shares."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from functools import cache
from typing import TypeVar

from engine.simulation.arrays.layout import POOL

Result = TypeVar("Result")


def in_order(calls: Sequence[Callable[[], Result]], threads: int) -> Iterator[Result]:
    """The results of ``calls`` in their order. When it raises, none is at work any more."""
    if threads == 1:
        yield from (call() for call in calls)
        return
    under_way = [_pool(threads).submit(call) for call in calls]
    try:
        for future in under_way:
            yield future.result()
    finally:
        for future in under_way:
            future.cancel()
        wait(under_way)


@cache  # threads are kept for the next batch (decision 0238)
def _pool(threads: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(threads, thread_name_prefix=POOL)
